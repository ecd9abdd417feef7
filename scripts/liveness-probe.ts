// Loaded into the service by bench-liveness.ts and a test (node --import): tells its parent how late the event loop of the main thread was,
// and the most processor time that it took before it looked for new requests again, which says the same on a busy machine.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const PACE = 5;

if (isMainThread && process.send !== undefined) {
  const late = monitorEventLoopDelay({ resolution: PACE });
  const turns: number[] = [];
  let before = used();
  const beat = () => {
    const now = used();
    turns.push(now - before);
    before = now;
  };
  setInterval(beat, PACE).unref();
  process.on('message', (asked) => {
    beat();
    if (asked === 'begin') {
      late.reset();
      late.enable();
    } else {
      const at = (percent: number) => late.percentile(percent) / 1e6;
      const loop = { count: late.count, p50: at(50), p90: at(90), p99: at(99), max: late.max / 1e6 };
      process.send?.({ late: loop, turns: turns.filter((ms) => ms >= 1) });
    }
    turns.length = 0;
  });
  // A service that is told to stop must not wait for this channel.
  process.channel?.unref();
}

/** Processor time of the main thread, ms. */
function used(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
