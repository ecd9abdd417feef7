import assert from 'node:assert/strict';
import { text } from '../../src/dicom/dataset.ts';
import type { PhantomOptions } from '../../src/tools/phantom/options.ts';
import { type PhantomWorld, startPhantomWorld } from './phantom-world.ts';
import { until } from './until.ts';

/** A service with a study in every state, and the addresses of all its pages. */
export interface EveryPage {
  readonly world: PhantomWorld;
  /** Header fields of an administrator. */
  readonly admin: Readonly<Record<string, string>>;
  /** Paths by name. Those of studies that are not analysed yet come first: their states do not last. */
  readonly paths: Readonly<Record<string, string>>;
  /** The sign-in page, for who has not signed in. */
  readonly signIn: string;
}

const TOKEN = 'f3a9c1-of-every-page';
const ANNA = { patientId: 'PHANTOM-1', patientName: 'Phantom^Anna' };
/** Whose analysis fails: once, so that the next attempt is waited for, or until the study is given up. */
const FAILING = ['PHANTOM-FAILED', 'PHANTOM-RETRYING'];
const RUNNING = 'PHANTOM-RUNNING';

export async function startEveryPage(): Promise<EveryPage> {
  const world = await startPhantomWorld({
    env: {
      LUNGTRACE_API_TOKEN: TOKEN,
      LUNGTRACE_CONCURRENCY: '1',
      LUNGTRACE_RETRIES: '1',
      LUNGTRACE_RETRY_DELAY_SECONDS: '600',
    },
    analysisMs({ options: { patientId } }) {
      if (FAILING.includes(patientId)) throw new Error('broken on purpose');
      return patientId === RUNNING ? 120_000 : 0;
    },
  });
  const admin = { authorization: `Bearer ${TOKEN}` };
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(world.url + path, { method, headers: admin });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const send = async (options: Partial<PhantomOptions>) =>
    text((await world.send(options)).volume.header, 'StudyInstanceUID');
  const holds = async (study: string, what: string, hold: (known: Record<string, unknown>) => boolean) => {
    await until(
      async () => {
        const response = await fetch(`${world.url}/api/studies/${study}`, { headers: admin });
        return response.ok && hold((await response.json()) as Record<string, unknown>);
      },
      what,
      120,
    );
    return study;
  };
  const reaches = (study: string, state: string) =>
    holds(study, `a study is ${state}`, (known) => known['state'] === state);
  const waits = (study: string) => holds(study, 'a study is tried again', (known) => known['nextAttemptAt'] !== null);

  const first = await send({ ...ANNA, studyDate: '20260102', lesionScale: 1 });
  const second = await send({ ...ANNA, studyDate: '20260120', lesionScale: 0.5 });
  const healthy = await send({ patientId: 'PHANTOM-2', patientName: 'Phantom^Bert', seed: 2, lesionScale: 0 });
  const refused = await send({ patientId: 'PHANTOM-3', patientName: 'Phantom^Cleo', seed: 3, shape: [8, 96, 96] });
  for (const study of [first, second, healthy]) await reaches(study, 'done');
  await reaches(refused, 'refused');
  const failed = await waits(await send({ patientId: 'PHANTOM-FAILED', patientName: 'Phantom^Emil', seed: 4 }));
  await ask(`/api/studies/${failed}/analyses`, 'POST');
  await reaches(failed, 'failed');
  const retrying = await waits(await send({ patientId: 'PHANTOM-RETRYING', patientName: 'Phantom^Frida', seed: 5 }));
  await holds(second, 'a report is there', (known) =>
    (known['artefacts'] as { kind: string }[]).some(({ kind }) => kind === 'report-pdf'),
  );
  const running = await reaches(await send({ patientId: RUNNING, patientName: 'Phantom^Dora', seed: 6 }), 'running');
  const queued = await reaches(await send({ patientId: 'PHANTOM-7', patientName: 'Phantom^Gerd', seed: 7 }), 'queued');
  const { patient } = await ask(`/api/studies/${second}`);
  return {
    world,
    admin,
    signIn: '/login',
    paths: {
      running: `/studies/${running}`,
      queued: `/studies/${queued}`,
      worklist: '/',
      status: '/status',
      study: `/studies/${second}`,
      healthy: `/studies/${healthy}`,
      refused: `/studies/${refused}`,
      failed: `/studies/${failed}`,
      retrying: `/studies/${retrying}`,
      patient: `/patients/${String(patient)}`,
      compare: `/patients/${String(patient)}/compare?study=${first}&study=${second}`,
      failures: '/failures',
      sorted: '/?sort=change&change=better&score=1',
      empty: '/?q=nobody',
      audit: '/audit',
      users: '/users',
      tokens: '/tokens',
      account: '/account',
      'not-found': '/studies/1.2.3',
      'bad-request': '/%00',
      report: `/api/studies/${second}/report.html`,
    },
  };
}
