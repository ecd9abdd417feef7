import { setTimeout as delay } from 'node:timers/promises';
import type { Study } from './studies.ts';
import type { World } from './world.ts';

/** What became of some studies. */
export interface Outcome {
  readonly studies: number;
  readonly done: number;
  readonly refused: number;
  readonly failed: number;
  /** Without an end. */
  readonly lost: number;
  /** Objects of ours in the archive that the database does not know, and analyses of one content that were recorded twice. */
  readonly twice: number;
  /** What else is wrong, each in a few words. */
  readonly wrong: readonly string[];
  /** From the call until the last end. */
  readonly seconds: number;
}

/** Waits until every study has ended and nothing of it is queued, and compares database and archive. */
export async function outcomeOf(world: World, studies: readonly Study[], limitSeconds = 180): Promise<Outcome> {
  const begin = performance.now();
  const elapsed = () => (performance.now() - begin) / 1000;
  while (elapsed() < limitSeconds && !(await haveEnded(world, studies))) await delay(250);
  const seconds = elapsed();
  const judged: Judged[] = [];
  for (const study of studies) judged.push(await judge(world, study));
  const count = (state: string) => judged.filter((one) => one.state === state).length;
  const ends = { done: count('done'), refused: count('refused'), failed: count('failed') };
  return {
    studies: studies.length,
    ...ends,
    lost: studies.length - ends.done - ends.refused - ends.failed,
    twice: judged.reduce((sum, { twice }) => sum + twice, 0),
    wrong: [...new Set(judged.flatMap(({ wrong }) => wrong))],
    seconds,
  };
}

/** Whether all have a final state, a follow-up if they are done, and no job. */
async function haveEnded({ database }: World, studies: readonly Study[]): Promise<boolean> {
  const [row] = await database.query<{ open: number }>(
    `select count(*)::int as open from unnest($1::text[]) as uid
     left join studies s on s.study_instance_uid = uid
     where s.id is null or s.state in ('queued', 'running')
       or exists (select from pgboss.job j where j.state <= 'active' and
         (j.singleton_key = uid and j.name = 'studies' or j.singleton_key = s.patient::text and j.name = 'follow-ups'
          or j.name = 'dead-studies' and j.data ->> 'studyInstanceUid' = uid))`,
    [studies.map(({ uid }) => uid)],
  );
  return row?.open === 0;
}

interface Judged {
  readonly state: string;
  readonly twice: number;
  readonly wrong: readonly string[];
}

interface Recorded {
  readonly state: string;
  readonly analyses: number;
  readonly reports: number;
  readonly failure: string | null;
  readonly measured: readonly number[] | null;
  readonly artefacts: readonly string[];
}

/** What one study must be: recorded once, with exactly those objects in the archive that are recorded. */
async function judge({ database, archive }: World, { uid, files }: Study): Promise<Judged> {
  const [row] = await database.query<Recorded>(RECORDED, [uid]);
  if (row === undefined) return { state: 'unknown', twice: 0, wrong: ['a study is unknown'] };
  const objects = await archive.objects(uid);
  const ours = [...objects].flatMap(([modality, uids]) => (modality === 'CT' ? [] : uids));
  const isDone = row.state === 'done';
  const checks: readonly (readonly [boolean, string])[] = [
    [objects.get('CT')?.length === files.length, 'the archive lost slices'],
    [row.artefacts.every((one) => ours.includes(one)), 'an object that is recorded is not in the archive'],
    [!isDone || row.artefacts.length >= 3, `only ${row.artefacts.length} objects are recorded`],
    [!isDone || row.reports === 1, `${row.reports} follow-ups`],
    [
      !isDone || (reference ??= rounded(row.measured)) === rounded(row.measured),
      'other measurements than the same chest had before',
    ],
    [row.state !== 'failed' || row.failure !== null, 'failed without a reason'],
  ];
  return {
    state: row.state,
    twice: ours.filter((one) => !row.artefacts.includes(one)).length + Math.max(0, row.analyses - 1),
    wrong: checks.flatMap(([holds, words]) => (holds ? [] : [words])),
  };
}

/** Every study shows the same chest; the order of its slices shows in the last digit. */
let reference: string | undefined;

function rounded(values: readonly number[] | null): string {
  return (values ?? []).map((value) => value.toPrecision(9)).join(' ');
}

const RECORDED = `select s.state,
  (select count(*)::int from analyses a where a.study = s.id) as analyses,
  (select count(*)::int from follow_ups f join analyses a on a.id = f.analysis where a.study = s.id) as reports,
  (select string_agg(f.code, ' ') from failures f where f.study = s.id) as failure,
  (select array_agg(m.value order by m.region, m.quantity) filter (where m.value is not null) from measurements m
    join analyses a on a.id = m.analysis where a.study = s.id and a.superseded_by is null) as measured,
  array(select r.sop_instance_uid from artefacts r join analyses a on a.id = r.analysis where a.study = s.id) as artefacts
  from studies s where s.study_instance_uid = $1`;
