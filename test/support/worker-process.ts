import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../../src/config.ts';
import { exitCodeOf } from '../../src/errors/edges.ts';
import { startWorker, untilTerminated } from '../../src/service/service.ts';
import { simpleAnalyser } from './simple-analyser.ts';

/**
 * A worker process; tells on stdout what it does. Its first argument says how long its analyses take, ms, or `deaf`: then they never end,
 * whatever they are told.
 */
const [, , takes] = process.argv;
const analyser = simpleAnalyser();
analyser.onAnalyse = async (_volume, { signal }) => {
  console.log('analysing');
  const tell = () => console.log('aborted');
  signal?.addEventListener('abort', tell, { once: true });
  await (takes === 'deaf' ? new Promise(() => {}) : delay(Number(takes), undefined, { signal }));
  signal?.removeEventListener('abort', tell);
};
const worker = await startWorker(loadConfig(), async () => ({ ...analyser, close: async () => {} }));
console.log('ready');
await untilTerminated(worker).catch((error: unknown) => (process.exitCode = exitCodeOf(error)));
console.log('stopped');
