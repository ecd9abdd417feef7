/**
 * How many sessions of how many threads a CPU runs best: node scripts/sessions.ts [SLICES] [TURNS]
 * Every form runs the shipped network on the same slices, one at a time in each session; forms take turns, ratios are within a turn.
 * On a machine that others use, processor time says what a form costs, and the clock what the others left of the cores.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openSession } from '../src/inference/network/onnx.ts';
import { loadModels } from '../src/inference/network/registry.ts';
import { middle } from '../src/tools/bench/statistics.ts';

const [slices = '96', turns = '5'] = process.argv.slice(2);
const cores = availableParallelism();
const { models } = await loadModels(join(import.meta.dirname, '../models'));
const forms = [
  { sessions: 1, threads: cores },
  { sessions: cores, threads: 1 },
  { sessions: 1, threads: 1 },
];
const measured = forms.map(() => ({ wallMs: [] as number[], processorMs: [] as number[] }));

// The first turn warms up.
for (let turn = 0; turn <= Number(turns); turn++)
  for (const [at, { sessions, threads }] of forms.entries()) {
    const opened = await Promise.all(Array.from({ length: sessions }, () => openSession(models[0]!, ['cpu'], threads)));
    const { size } = opened[0]!;
    await Promise.all(opened.map((session) => session.run(new Float32Array(size * size), 1)));
    const [start, used] = [performance.now(), process.cpuUsage()];
    let left = Number(slices);
    await Promise.all(
      opened.map(async (session) => {
        while (left-- > 0) await session.run(new Float32Array(size * size).fill(0.5), 1);
      }),
    );
    const { user, system } = process.cpuUsage(used);
    if (turn > 0) {
      measured[at]!.wallMs.push((performance.now() - start) / Number(slices));
      measured[at]!.processorMs.push((user + system) / 1000 / Number(slices));
    }
    await Promise.all(opened.map((session) => session.release()));
  }

console.log(`| ${cores} cores | ms a slice | to the first | processor ms a slice |\n|---|---|---|---|`);
for (const [at, { sessions, threads }] of forms.entries()) {
  const { wallMs, processorMs } = measured[at]!;
  const ratio = middle(wallMs.map((ms, turn) => ms / measured[0]!.wallMs[turn]!));
  console.log(
    `| ${sessions} x ${threads} threads | ${middle(wallMs).toFixed(1)} | ${ratio.toFixed(2)} | ${middle(processorMs).toFixed(1)} |`,
  );
}
