import type { Database } from '../../src/db/database.ts';
import { REGIONS } from '../../src/inference/measure/measurements.ts';
import { measured } from './measured.ts';

const SLICES = 150;

/**
 * Fills a fresh database with finished studies as the service would leave them, four a patient, each with an analysis of 150
 * slices; every 20th failed and every 25th was refused. Nobody in it ever lived.
 */
export async function writeManyStudies(database: Database, count: number): Promise<void> {
  await database.query(
    `insert into patients (patient_id, patient_name, patient_birth_date, patient_sex)
     select 'P-' || n, 'Family' || n || '^Given' || n % 97, date '1950-01-01' + n, 'O'
     from generate_series(1, $1 / 4) n`,
    [count],
  );
  await database.query(
    `insert into studies (study_instance_uid, patient, study_date, study_description, accession_number, search_text, state)
     select '2.25.' || (10000000 + n), 1 + (n - 1) / 4, date '2024-01-01' + n % 900, 'CT chest', 'ACC' || n,
       lower('p-' || p.id || ' family' || p.id || ' given' || p.id % 97 || ' acc' || n || ' ct chest ' || (date '2024-01-01' + n % 900)),
       case when n % 20 = 0 then 'failed' when n % 25 = 0 then 'refused' else 'done' end
     from generate_series(1, $1::int) n join patients p on p.id = 1 + (n - 1) / 4`,
    [count],
  );
  await database.exec(`
    insert into failures (study, code, message)
      select id, 'PacsError', 'pacs.internal did not answer: connect ECONNREFUSED' from studies where state <> 'done';
    insert into series (study, series_instance_uid, modality, series_description, number_of_instances, rank, reason)
      select id, study_instance_uid || '.1', 'CT', 'Lung', ${SLICES}, 1, 'Thin axial slices with a lung kernel.' from studies;
    insert into series (study, series_instance_uid, modality, series_description, number_of_instances, refusal_code, refusal_message)
      select id, study_instance_uid || '.2', 'CT', 'Topogram', 1, 'LOCALIZER', 'A localizer has no slices.' from studies;`);
  await writeAnalyses(database);
  await database.exec('analyze');
}

async function writeAnalyses(database: Database): Promise<void> {
  const region = { lungMl: 4000.5, infectedMl: 320.25, infectedPercent: 8.005, ggoMl: 250.125, ggoPercent: 6.25 };
  const more = { consolidationMl: 70.125, consolidationPercent: 1.755, highOpacityPercent: 0.9, meanHu: -512.25 };
  const regions = Object.fromEntries(REGIONS.map((name) => [name, measured({ ...region, ...more })]));
  const slices = Array.from({ length: SLICES }, (_, z) => ({
    sopInstanceUid: `2.25.${1e15 + z * 7919}`,
    z: -2 * z,
    lungMm2: 20_000 + 13 * z,
    infectedMm2: (z * 37) % 900,
    infectionScore: ((z * 37) % 100) / 100,
  }));
  await database.query(
    `insert into analyses (key, study, series, patient, content_hash, acquired_at, model_set, models, device,
       number_of_slices, spacing_mm, measurements, slices, timings_ms)
     select 'key-' || s.id, s.id, c.id, s.patient, 'hash', s.study_date + time '10:00', 'set-1', $1::jsonb, 'cpu', ${SLICES},
       array[2, 0.7, 0.7], jsonb_set($2::jsonb, '{regions,lungs,infectedPercent}', to_jsonb(s.id % 60)), $3::jsonb, $4::jsonb
     from studies s join series c on c.study = s.id and c.rank = 1 where s.state = 'done'`,
    [
      JSON.stringify([{ name: 'infnet', version: '1.0.0', sha256: 'ab'.repeat(32) }]),
      JSON.stringify({ regions, severityScore: 7 }),
      JSON.stringify(slices),
      JSON.stringify({ fetch: 900, decode: 400, lungs: 3000, infection: 15_000, measure: 100, total: 20_000 }),
    ],
  );
  await database.exec(`
    insert into artefacts (analysis, kind, sop_class_uid, sop_instance_uid, series_instance_uid, bytes)
      select a.id, kind, '1.2.840.10008.5.1.4.1.1.66.4', '2.25.9' || a.id || place, '2.25.8' || a.id || place, 250000
      from analyses a, (values ('infection-seg', 1), ('lungs-seg', 2), ('sr', 3)) as kinds (kind, place);`);
}
