// Runs an ONNX network of this project as the service does, in onnxruntime-node on the CPU, one slice at a time.
// node run-onnx.mjs MODEL IMAGES SIDE FOLDER: IMAGES holds float32 slices [n, SIDE, SIDE]; every output goes to FOLDER/NAME.f32,
// and stdout gets {"load": seconds, "seconds": median seconds a slice}.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [model, images, side, folder] = process.argv.slice(2);
const { buffer } = new Uint8Array(await readFile(images));
const values = new Float32Array(buffer);
const area = Number(side) ** 2;
const loading = performance.now();
const session = await InferenceSession.create(model, { executionProviders: ['cpu'] });
const load = (performance.now() - loading) / 1000;
const answers = Object.fromEntries(session.outputNames.map((name) => [name, []]));
const seconds = [];
for (let start = 0; start < values.length; start += area) {
  const image = new Tensor('float32', values.slice(start, start + area), [1, 1, Number(side), Number(side)]);
  const began = performance.now();
  const outputs = await session.run({ image });
  seconds.push((performance.now() - began) / 1000);
  for (const name of session.outputNames) answers[name].push(Buffer.from(Float32Array.from(outputs[name].data).buffer));
}
for (const [name, parts] of Object.entries(answers)) await writeFile(join(folder, `${name}.f32`), Buffer.concat(parts));
seconds.sort((a, b) => a - b);
console.log(JSON.stringify({ load, seconds: seconds[seconds.length >> 1] }));
