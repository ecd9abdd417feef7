/**
 * lungtrace beside what a department writes for itself: node scripts/peer.ts SERIES PYTHON [TURNS]
 * SERIES is a folder with one CT series. PYTHON has scripts/peer/requirements.txt installed:
 *   python3 -m venv peer && peer/bin/pip install -r scripts/peer/requirements.txt
 * All run in turn, each in a process of its own, from its start to its results; ratios are to ours in the same turn. Ours writes the SEG of
 * findings and lungs, the structured report and the key slices, the peer (peer/segment_ct.py) only the two SEG.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runAll } from '../src/tools/bench/runs.ts';
import { middle } from '../src/tools/bench/statistics.ts';

const ROOT = join(import.meta.dirname, '..');
const LITE = { name: 'infnet-lite0', file: 'models/infnet.onnx' };
const PAPER = { name: 'infnet', file: 'models/res2net50/infnet.onnx' };
const PEERS = [
  { title: 'the very same network, 224 pixels', ...LITE, side: '224' },
  { title: "the paper's network (Res2Net-50), 224 pixels", ...PAPER, side: '224' },
  { title: "the paper's network (Res2Net-50), 352 pixels", ...PAPER, side: '352' },
];

interface Measured {
  readonly wallMs: number;
  readonly processorMs: number;
  readonly peakMemoryMiB: number;
}

const [series = '', python = '', turns = '3'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'lungtrace-peer-'));
try {
  for (const { name, file } of [LITE, PAPER]) await runPython('weights.py', name, join(ROOT, file), checkpoint(name));
  const ours: Measured[] = [];
  const theirs = PEERS.map(() => [] as Measured[]);
  for (let turn = 0; turn < Number(turns); turn++) {
    const task = {
      series: 'ours',
      paths: [series],
      models: join(ROOT, 'models'),
      provider: ['cpu'] as const,
      atOnce: 1,
    };
    ours.push((await runAll([task], 1, () => {}))[0]!.turns[0]!);
    for (const [at, { name, side }] of PEERS.entries()) theirs[at]!.push(await runPeer(name, side));
  }
  console.log('| | seconds | times ours | processor s | times ours | peak MiB |\n|---|---|---|---|---|---|');
  [ours, ...theirs].forEach((of, at) => printRow(at === 0 ? 'lungtrace' : `script, ${PEERS[at - 1]!.title}`, of, ours));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function checkpoint(name: string): string {
  return join(folder, `${name}.pt`);
}

async function runPeer(name: string, side: string): Promise<Measured> {
  const start = performance.now();
  const printed = await runPython('segment_ct.py', series, join(folder, 'out'), name, checkpoint(name), side);
  const wallMs = performance.now() - start;
  console.error(`${name} at ${side}: ${printed.trim()}`);
  return { ...(JSON.parse(printed) as Measured), wallMs };
}

async function runPython(script: string, ...given: string[]): Promise<string> {
  // Threads that wait shall sleep, as ours do: on a busy machine they would take the time of those that work.
  const env = { ...process.env, PYTHONPATH: join(ROOT, 'training'), OMP_WAIT_POLICY: 'PASSIVE' };
  const options = { env, maxBuffer: 2 ** 26 };
  return (await promisify(execFile)(python, [join(ROOT, 'scripts/peer', script), ...given], options)).stdout;
}

function printRow(title: string, of: readonly Measured[], ours: readonly Measured[]): void {
  const cells = (['wallMs', 'processorMs'] as const).flatMap((key) => [
    (middle(of.map((turn) => turn[key])) / 1000).toFixed(1),
    middle(of.map((turn, at) => turn[key] / ours[at]![key])).toFixed(2),
  ]);
  const memory = middle(of.map(({ peakMemoryMiB }) => peakMemoryMiB)).toFixed(0);
  console.log(`| ${[title, ...cells, memory].join(' | ')} |`);
}
