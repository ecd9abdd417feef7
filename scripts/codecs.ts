/**
 * The decoders that install from npm, compared on real slices: node scripts/codecs.ts SERIES PACKAGES [TURNS]
 * SERIES is a folder with one CT series; PACKAGES a folder in which the others were installed:
 *   npm install --prefix PACKAGES --ignore-scripts @cornerstonejs/codec-charls@1.2.7 @cornerstonejs/codec-openjpeg@1.3.6 \
 *     @cornerstonejs/codec-openjph@2.4.11 @cornerstonejs/dicom-codec@1.0.9 jpeg-lossless-decoder-js@2.1.2
 * Every slice is encoded without loss, decoded by each, and compared bit by bit. Decoders take turns on one thread, whose processor
 * time counts; ratios are within a turn.
 */
import { readFolder } from '../src/dicom/folder.ts';
import { pixelFormat } from '../src/dicom/pixels/format.ts';
import { decodeFrame, prepareCodecs } from '../src/dicom/pixels/codec.ts';
import { middle } from '../src/tools/bench/statistics.ts';
import { decodersIn } from './codecs/decoders.ts';
import { encodeFrame, type Slice, SYNTAXES } from './codecs/encode.ts';

const SLICES = 24;
const [series = '', packages = '', turns = '5'] = process.argv.slice(2);

const slices = await readSlices(series);
await prepareCodecs();
const decoders = await decodersIn(packages);
console.log('| transfer syntax | decoder | ms a slice | times dcmjs-codecs | bits |\n|---|---|---|---|---|');
for (const syntax of SYNTAXES) {
  const frames = slices.map((slice) => encodeFrame(slice, syntax));
  const candidates = decoders.filter((decoder) => decoder.syntax === syntax);
  const times = candidates.map(() => [] as number[]);
  const differing = candidates.map(() => new Set<number>());
  for (let turn = 0; turn <= Number(turns); turn++)
    for (const [at, { decode }] of candidates.entries()) {
      const start = used();
      const decoded = [];
      for (const [n, frame] of frames.entries()) decoded.push(await decode(frame, slices[n]!));
      // The first turn warms up.
      if (turn > 0) times[at]!.push((used() - start) / frames.length);
      decoded.forEach((words, n) => isEqual(words, slices[n]!.words) || differing[at]!.add(n));
    }
  for (const [at, { name }] of candidates.entries()) {
    const ratio = middle(times[at]!.map((ms, turn) => ms / times[0]![turn]!));
    const bits = differing[at]!.size === 0 ? 'equal' : `${differing[at]!.size} of ${slices.length} slices differ`;
    console.log(`| ${syntax} | ${name} | ${middle(times[at]!).toFixed(1)} | ${ratio.toFixed(2)} | ${bits} |`);
  }
}

/** Processor time of this thread, ms: other programs change it less than the clock. */
function used(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function readSlices(folder: string): Promise<Slice[]> {
  const { instances } = await readFolder([folder]);
  const step = Math.max(1, Math.floor(instances.length / SLICES));
  const chosen = instances.filter((_, n) => n % step === 0).slice(0, SLICES);
  return await Promise.all(
    chosen.map(async ({ header, frames, transferSyntaxUid, origin }) => {
      const format = pixelFormat(header, origin);
      return { format, words: Uint16Array.from(await decodeFrame(frames[0]!, transferSyntaxUid, format)) };
    }),
  );
}

function isEqual(words: ArrayLike<number>, expected: Uint16Array): boolean {
  return words.length === expected.length && expected.every((word, i) => (words[i]! & 0xffff) === word);
}
