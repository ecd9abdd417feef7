import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { openQueue, type Queue, type QueueOptions } from '../../src/db/queue.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { Press } from '../../src/press/press.ts';
import { PLAIN_SEG } from '../../src/seg/encoding.ts';
import { type Announce, announcer } from '../../src/service/arrivals/announce.ts';
import { followUpHandler } from '../../src/service/jobs/follow-up.ts';
import type { Analyser } from '../../src/service/jobs/parts.ts';
import { handleDeadJob, studyHandler } from '../../src/service/jobs/worker.ts';
import type { RunningOrthanc } from '../../src/tools/demo/orthanc.ts';
import { type SimpleAnalyser, simpleAnalyser } from './simple-analyser.ts';
import { until } from './until.ts';

/** The service's inside, with another analyser instead of the networks. */
export interface TestService<A extends Analyser = SimpleAnalyser> {
  readonly database: Database;
  readonly queue: Queue;
  readonly pacs: Pacs;
  readonly press: Press;
  readonly announce: Announce;
  readonly analyser: A;
  /** Waits until no job waits or runs. */
  idle(): Promise<void>;
  /** Waits until the study has the state, and gives what else is known of it. */
  reaches(studyInstanceUid: string, state: string): Promise<void>;
  stop(): Promise<void>;
}

/** What counts as an outage; nothing unless a test says so: every failure is an attempt. */
type OutageRules = Pick<QueueOptions, 'outageOf'>;

export async function startTestService(
  database: Database,
  archive: Pick<RunningOrthanc, 'dicomwebUrl'>,
  env: Record<string, string> = {},
  rules: OutageRules = {},
): Promise<TestService> {
  return await startServiceWith(simpleAnalyser(), database, archive, env, rules);
}

export async function startServiceWith<A extends Analyser>(
  analyser: A,
  database: Database,
  archive: Pick<RunningOrthanc, 'dicomwebUrl'>,
  env: Record<string, string> = {},
  rules: OutageRules = {},
): Promise<TestService<A>> {
  const config = loadConfig({
    DICOMWEB_URL: archive.dicomwebUrl,
    DICOMWEB_RETRIES: '0',
    LUNGTRACE_RETRIES: '1',
    LUNGTRACE_RETRY_DELAY_SECONDS: '1',
    ...env,
  });
  const log = pino({ level: 'silent' });
  const queue = await openQueue(database, {
    ...config.worker,
    ...rules,
    onError: (error) => {
      throw error;
    },
  });
  const pacs = await openPacs(config.pacs);
  const decoder = new PixelDecoder(1);
  const press = new Press(1);
  const announce = announcer(database, queue);
  const { followUp, organization, overlaySeries } = config;
  const { stallMinutes } = config.worker;
  const made = { lungsSeg: true, segEncoding: PLAIN_SEG, overlaySeries, followUp, organization, stallMinutes };
  const parts = { database, queue, pacs, decoder, press, analyser, announce, log, ...made };
  await queue.work(2, studyHandler(parts));
  await queue.workFollowUps(followUpHandler(parts));
  await queue.workDead((uid, attempts) => handleDeadJob(parts, uid, attempts));
  const state = async (uid: string) => {
    const [row] = await database.query('select state from studies where study_instance_uid = $1', [uid]);
    return row?.['state'];
  };
  return {
    database,
    queue,
    pacs,
    press,
    announce,
    analyser,
    idle: () =>
      until(
        async () => {
          const jobs = await database.query(
            "select from pgboss.job where state <= 'active' and name not like '\\_\\_%' limit 1",
          );
          return jobs.length === 0;
        },
        'no job is left',
        120,
      ),
    reaches: (uid, wanted) => until(async () => (await state(uid)) === wanted, `the study is ${wanted}`),
    stop: async () => {
      await queue.stop();
      await pacs.close();
      await decoder.close();
      await press.close();
    },
  };
}
