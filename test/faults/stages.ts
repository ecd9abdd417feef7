import type { Study } from './studies.ts';
import type { Caught, Point } from './wires.ts';
import type { World } from './world.ts';

/** A moment of a study's way through a worker. */
export interface Stage {
  readonly name: string;
  /** Waits until a worker is there with the study, and holds it. The study must not be announced before. */
  reach(world: World, study: Study): Promise<Caught>;
}

type Where = Pick<Point, 'to' | 'when'>;
const ASKS_ARCHIVE: Where = { to: 'archive', when: 'asked' };
const HEARS_ARCHIVE: Where = { to: 'archive', when: 'answered' };
const ASKS_DATABASE: Where = { to: 'database', when: 'asked' };
const HEARS_DATABASE: Where = { to: 'database', when: 'answered' };

const SEG = /^POST .* 1\.2\.840\.10008\.5\.1\.4\.1\.1\.66\.4$/;
const SR = /^POST .* 1\.2\.840\.10008\.5\.1\.4\.1\.1\.88\.\d+$/;
const PDF = /^POST .* 1\.2\.840\.10008\.5\.1\.4\.1\.1\.104\.1$/;
const QUERY_STUDY = /^GET .*\/studies\?.*StudyInstanceUID=/;
const RECORDS = /insert into "measurements"/;
const TAKES = /FOR UPDATE OF j SKIP LOCKED/;
const ENDS = /state = 'completed'/;

/** From taking the job to the record of the follow-up, in the order in which they come. */
export const STAGES: readonly Stage[] = [
  stage('the job is taken, the worker does not know yet', HEARS_DATABASE, TAKES),
  stage('look: the archive is asked for the study', ASKS_ARCHIVE, QUERY_STUDY),
  stage('look: the work begins', ASKS_DATABASE, /update "studies".*"again"/s),
  stage('look: headers', ASKS_ARCHIVE, /^GET .*\/metadata/),
  stage('fetch, the first slice', ASKS_ARCHIVE, /^GET .*\/instances\/[\d.]+$/),
  {
    name: 'fetch, in the middle',
    reach: async (world, study) => {
      const slice = point(ASKS_ARCHIVE, /^GET .*\/instances\/[\d.]+$/, study);
      return await then(await world.wires.next(slice), () => world.wires.next(slice), 3);
    },
  },
  working('decode'),
  working('lungs'),
  working('infection|findings'),
  working('measure|write'),
  stage('SEG written, not stored', ASKS_ARCHIVE, SEG),
  stage('SEG stored, the answer is lost', HEARS_ARCHIVE, SEG),
  stage('between SEG and SR', ASKS_ARCHIVE, SR),
  stage('SR stored, the answer is lost', HEARS_ARCHIVE, SR),
  stage('all stored, nothing recorded', ASKS_ARCHIVE, /^GET .*\/studies\?.*PatientID=/, patientOf),
  stage('in the recording transaction', ASKS_DATABASE, RECORDS),
  stage('before the commit of the record', ASKS_DATABASE, /^commit/, recordOf),
  stage('recorded, the answer to the commit is lost', HEARS_DATABASE, /^commit/, recordOf),
  {
    name: 'second look',
    reach: async (world, study) => await secondLook(world, study),
  },
  {
    name: 'all done, the end of the job is not noted',
    reach: async (world, study) =>
      await then(await secondLook(world, study), (owner) =>
        world.wires.next({ ...ASKS_DATABASE, statement: ENDS, about: ['studies'], owner }),
      ),
  },
  {
    name: 'the job of the follow-up is taken',
    reach: async (world, study) => {
      const recorded = await world.wires.next({ ...HEARS_DATABASE, statement: /^commit/, about: recordOf(study) });
      const [row] = await world.database.query<{ patient: number }>(
        'select patient from studies where study_instance_uid = $1',
        [study.uid],
      );
      const taken = { ...HEARS_DATABASE, statement: TAKES, about: [`"patient": ${row?.patient}}`] };
      return await then(recorded, () => world.wires.next(taken));
    },
  },
  stage('the report is made, not stored', ASKS_ARCHIVE, PDF),
  stage('the report is stored, the answer is lost', HEARS_ARCHIVE, PDF),
  {
    name: 'recording the follow-up',
    reach: async (world, study) =>
      await then(await world.wires.next(point(HEARS_ARCHIVE, PDF, study)), () =>
        world.wires.next(point(ASKS_DATABASE, /insert into "events"/, study)),
      ),
  },
];

function stage(name: string, where: Where, statement: RegExp, about = uidOf): Stage {
  return { name, reach: (world, study) => world.wires.next({ ...where, statement, about: about(study) }) };
}

/** Seen by the progress that a worker writes while it computes; it leaves out a stage that is shorter than a write. */
function working(stageName: string): Stage {
  const statement = new RegExp(`update "studies" set "stage".*\\b(${stageName})\\b`, 's');
  return stage(`computing: ${stageName.replace('|', ' or ')}`, ASKS_DATABASE, statement);
}

function point(where: Where, statement: RegExp, { uid }: Study): Point {
  return { ...where, statement, about: [uid] };
}

function uidOf({ uid }: Study): string[] {
  return [uid];
}

function patientOf({ patientId }: Study): string[] {
  return [patientId];
}

function recordOf({ uid }: Study): string[] {
  return [uid, 'insert into "measurements"'];
}

/** The worker asks once more what the study consists of. */
async function secondLook({ wires }: World, study: Study): Promise<Caught> {
  const recorded = await wires.next({ ...HEARS_DATABASE, statement: /^commit/, about: recordOf(study) });
  return await then(recorded, () => wires.next(point(ASKS_ARCHIVE, QUERY_STUDY, study)));
}

/** Goes on from one point to the next one of the same process, some times. */
async function then(from: Caught, next: (owner: object) => Promise<Caught>, times = 1): Promise<Caught> {
  let at = from;
  for (let time = 0; time < times; time++) {
    const following = next(at.owner);
    at.release();
    at = await following;
  }
  return at;
}
