import type { Database, Queryable } from '../../src/db/database.ts';

/** Study `n` by SQL: of every hundred, twenty are of one patient and the others of forty; the last PENDING have just arrived. */
const PATIENT = '41 * ((n - 1) / 100) + case when (n - 1) % 100 < 20 then 1 else 2 + ((n - 1) % 100 - 20) / 2 end';
const PENDING = 400;
/** Pictures and events are the largest and the shortest-lived rows: only this many studies have them. */
const WITH_PICTURES = 2000;
const LAST_WEEK = 2800;
const DAYS = 730;

const GIVEN = `(array['Anna','Bela','Chen','Dmitri','Elif','Farid','Grace','Hugo','Ines','Jonas','Kim','Lea','Mats'])[1 + p % 13]`;
const FAMILY = `(array['Ag','Bor','Cas','Den','Eri','Fal','Gar','Hol','Iva','Jor','Kas','Lind','Mor','Nov','Ol','Pet','Ros'])[1 + p % 17]
  || (array['ander','berg','ca','dottir','ez','feld','gren','hausen','ini','kowski','lund'])[1 + p / 17 % 11]`;

interface Copies {
  readonly table: string;
  /** What the template is joined with, and when. */
  readonly from: string;
  /** Columns that are no copy of the template's. */
  readonly columns: Readonly<Record<string, string>>;
  /** Which of the table's rows are copied. */
  readonly where?: string;
}

/** Multiplies the study of `writeTemplate` in sets until there are so many. The numbers of all are those of the template. */
export async function multiply(database: Database, studies: number): Promise<void> {
  await database.migration(async (tx) => {
    // The rows are right by construction; checking each reference would take longer than writing it.
    await tx.exec('set local session_replication_role = replica');
    for (const copies of plan(studies)) await copy(tx, copies);
    await tx.exec(
      `select setval(pg_get_serial_sequence(t, 'id'), ${4 * studies}) from unnest(array['patients', 'studies', 'series', 'analyses']) t`,
    );
  });
}

function plan(studies: number): Copies[] {
  const done = `(select n, ${PATIENT} as p from generate_series(2, ${studies - PENDING}) n where n % 25 <> 0 and n % 40 <> 1) k`;
  const ended = `generate_series(2, ${studies - PENDING}) n`;
  const uid = `'1.2.826.0.1.3680043.8.498.' || (10::numeric ^ 20 + n)`;
  const digest = (of: string) => `encode(sha256((${of})::text::bytea), 'hex')`;
  const analysed = (more = '') => `analyses a where a.id > 1 and t.analysis = 1 ${more}`;
  return [
    {
      table: 'patients',
      from: `generate_series(2, ${(41 * studies) / 100 + 41}) p`,
      columns: {
        id: 'p',
        patient_id: `'P' || (1000000 + p * 7)`,
        patient_name: `${FAMILY} || '^' || ${GIVEN}`,
        patient_birth_date: `date '1940-01-01' + p % 25000`,
        priors_sought_at: 'now()',
      },
    },
    {
      table: 'studies',
      from: `generate_series(2, ${studies}) n cross join lateral (select ${PATIENT} as p) k`,
      columns: studyColumns(studies, uid, digest),
    },
    { table: 'arrivals', from: `generate_series(2, ${studies}) n`, columns: { study: 'n' } },
    { table: 'sightings', from: `generate_series(2, ${studies}) n`, columns: { study_instance_uid: uid } },
    {
      table: 'series',
      from: ended,
      columns: {
        id: '2 * n - 2 + t.id',
        study: 'n',
        series_instance_uid: `'1.2.826.0.1.3680043.8.498.1.' || (10::numeric ^ 20 + 2 * n + t.id)`,
      },
    },
    { table: 'failures', from: `studies s where s.state in ('failed', 'refused')`, columns: { study: 's.id' } },
    { table: 'corrections', from: `generate_series(100, ${studies - PENDING}, 100) n`, columns: { study: 'n' } },
    {
      table: 'analyses',
      from: done,
      columns: {
        id: 'n',
        study: 'n',
        series: '2 * n - 1',
        patient: 'p',
        key: digest('n'),
        content_hash: digest('-n'),
        acquired_at: `(select study_date + time '10:00' from studies where id = n)`,
      },
    },
    {
      table: 'analyses',
      from: `analyses a where a.id > 1 and a.study % 10 = 3 and t.id = 1`,
      columns: {
        id: `${studies} + a.id`,
        study: 'a.study',
        series: 'a.series',
        patient: 'a.patient',
        key: digest('-a.id'),
        content_hash: 'a.content_hash',
        acquired_at: 'a.acquired_at',
        superseded_by: 'a.id',
      },
    },
    { table: 'measurements', from: analysed(), columns: { analysis: 'a.id' } },
    {
      table: 'artefacts',
      from: analysed(),
      columns: {
        analysis: 'a.id',
        sop_instance_uid: `'2.25.' || (10::numeric ^ 36 + 10 * a.id + t.id)`,
        series_instance_uid: `'2.25.' || (2 * 10::numeric ^ 36 + 10 * a.id + t.id)`,
      },
    },
    {
      table: 'thumbnails',
      from: analysed(`and a.id > ${studies - PENDING - WITH_PICTURES} and a.superseded_by is null`),
      columns: { analysis: 'a.id' },
    },
    {
      table: 'views',
      from: analysed(`and a.id > ${studies - PENDING - WITH_PICTURES} and a.superseded_by is null`),
      columns: { analysis: 'a.id' },
    },
    {
      table: 'follow_ups',
      from: analysed('and a.superseded_by is null'),
      columns: { analysis: 'a.id', identity: 'a.key', ...compared() },
    },
    {
      table: 'events',
      from: `studies s where s.id > ${studies - LAST_WEEK}`,
      columns: {
        study_instance_uid: 's.study_instance_uid',
        happened_at: `now() - (${studies} - s.id) * interval '3 minutes'`,
      },
    },
    {
      table: 'audit',
      from: `studies s join patients q on q.id = s.patient where s.id > 1`,
      columns: {
        id: 's.id',
        message:
          'replace(replace(t.message::text, (select study_instance_uid from studies where id = 1), s.study_instance_uid), (select patient_id from patients where id = 1), q.patient_id)::json',
      },
    },
    {
      table: 'pgboss.job',
      from: `studies s where s.id > ${studies - LAST_WEEK} and t.name = 'studies'`,
      columns: jobColumns(studies),
    },
  ];
}

function studyColumns(studies: number, uid: string, digest: (of: string) => string): Copies['columns'] {
  const pending = `n > ${studies - PENDING}`;
  const date = `(date '2024-01-01' + (n * ${DAYS}::bigint / ${studies})::int)`;
  return {
    id: 'n',
    study_instance_uid: uid,
    patient: `case when not ${pending} then p end`,
    study_date: `case when not ${pending} then ${date} end`,
    accession_number: `case when ${pending} then '' else 'A' || (20000000 + n) end`,
    search_text: `case when ${pending} then '' else lower(concat_ws(' ', 'P' || (1000000 + p * 7), ${FAMILY}, ${GIVEN}, 'A' || (20000000 + n), t.study_description, ${date})) end`,
    state: `case when ${pending} then 'queued' when n % 25 = 0 then 'refused' when n % 40 = 1 then 'failed' else 'done' end`,
    content_hash: digest('-n'),
  };
}

/** What a timepoint is compared with: itself and all that the patient had before. */
function compared(): Copies['columns'] {
  const keys = `array(select e.key from analyses e where e.patient = a.patient and e.superseded_by is null and e.acquired_at <= a.acquired_at order by e.acquired_at, e.id)`;
  return { compared: keys, category: `case when cardinality(${keys}) > 1 then 'stable' end` };
}

function jobColumns(studies: number): Copies['columns'] {
  const waits = `s.id > ${studies - PENDING}`;
  return {
    id: 'gen_random_uuid()',
    data: `jsonb_build_object('studyInstanceUid', s.study_instance_uid)`,
    singleton_key: 's.study_instance_uid',
    state: `case when ${waits} then t.state else 'completed' end`,
    completed_on: `case when not ${waits} then now() end`,
  };
}

async function copy(tx: Queryable, { table, from, columns }: Copies): Promise<void> {
  const all = await tx.query<{ name: string; identity: boolean }>(
    `select attname as name, attidentity <> '' as identity from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  const written = all
    .map(({ name }) => name)
    .filter((name) => name in columns || !all.some((one) => one.identity && one.name === name));
  const values = written.map((name) => columns[name] ?? `t."${name}"`);
  const names = written.map((name) => `"${name}"`);
  await tx.exec(
    `insert into ${table} (${names.join()}) overriding system value select ${values.join()} from ${table} t cross join ${from}`,
  );
}
