import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../../src/config.ts';
import { startWorker, untilTerminated } from '../../src/service/service.ts';
import { simpleAnalyser } from './simple-analyser.ts';

/** A worker process whose analyses take as long as its first argument says, ms; tells on stdout what it does. */
const analyser = simpleAnalyser();
analyser.onAnalyse = async (_volume, { signal }) => {
  console.log('analysing');
  await delay(Number(process.argv[2]), undefined, { signal });
};
const worker = await startWorker(loadConfig(), async () => ({ ...analyser, close: async () => {} }));
console.log('ready');
await untilTerminated(worker);
console.log('stopped');
