/** One run of the bench in a process of its own: the task comes as JSON in the only argument, the result goes to the parent. */
import { PixelDecoder } from '../../dicom/pixels/decoder.ts';
import { openNetwork } from '../../inference/network/network.ts';
import { analyseFiles } from '../../service/files/analyse-files.ts';
import type { RunAnswer, RunResult, RunTask } from './run-protocol.ts';

const { paths, models, provider, atOnce } = JSON.parse(process.argv[2] ?? '') as RunTask;
const network = await openNetwork(models, provider);
const decoder = new PixelDecoder();
try {
  process.send?.({ result: await run() } satisfies RunAnswer);
} catch (error) {
  process.send?.({ reason: String(error) } satisfies RunAnswer);
} finally {
  await decoder.close();
  await network.session.release();
}

async function run(): Promise<RunResult> {
  const analyses = await Promise.all(Array.from({ length: atOnce }, () => analyse()));
  const last = analyses.reduce((a, b) => (b.timingsMs.total > a.timingsMs.total ? b : a));
  const { user, system } = process.cpuUsage();
  const peakMemoryMiB = process.resourceUsage().maxRSS / 1024;
  return { ...last, wallMs: performance.now(), processorMs: (user + system) / 1000, peakMemoryMiB };
}

/** Keeps nothing of a study that is done, as a worker. */
async function analyse(): Promise<Pick<RunResult, 'device' | 'slices' | 'timingsMs'>> {
  const { analysis, timingsMs } = await analyseFiles(paths, {
    network,
    decoder,
    performedAt: new Date(),
    lungsSeg: true,
  });
  return { device: analysis.device, slices: analysis.volume.slices.length, timingsMs };
}
