import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import dcmjsCodecs from 'dcmjs-codecs';
import type { Instance } from '../../../src/dicom/instance.ts';
import { frameTask, PixelDecoder } from '../../../src/dicom/pixels/decoder.ts';
import { readPart10 } from '../../../src/dicom/read-part10.ts';
import { RefusalError } from '../../../src/errors/refusal-error.ts';
import { frameHu, huOf } from '../../support/hu.ts';
import { noisyCt } from '../../support/part10-files.ts';
import { randomNumbers } from '../../support/random.ts';

const { Context, NativeCodecs } = dcmjsCodecs;
const decoder = new PixelDecoder(2, 5_000);
after(() => decoder.close());

const { file, hu } = noisyCt();
const plain = readPart10(file, 'noisy.dcm');

const ENCODERS = {
  '1.2.840.10008.1.2.5': (context: InstanceType<typeof Context>) => NativeCodecs.encodeRle(context),
  '1.2.840.10008.1.2.4.70': (context: InstanceType<typeof Context>) =>
    NativeCodecs.encodeJpeg(context, { predictor: 1 }),
  '1.2.840.10008.1.2.4.80': (context: InstanceType<typeof Context>) => NativeCodecs.encodeJpegLs(context),
  '1.2.840.10008.1.2.4.90': (context: InstanceType<typeof Context>) => NativeCodecs.encodeJpeg2000(context),
  '1.2.840.10008.1.2.4.201': (context: InstanceType<typeof Context>) => NativeCodecs.encodeHtJpeg2000(context),
};

async function encoded(transferSyntaxUid: keyof typeof ENCODERS): Promise<Instance & { frames: [Uint8Array] }> {
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
  const context = new Context({
    width: 23,
    height: 38,
    bitsAllocated: 16,
    bitsStored: 12,
    samplesPerPixel: 1,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: 'MONOCHROME2',
    decodedBuffer: plain.frames[0]!,
  });
  return { ...plain, transferSyntaxUid, frames: [ENCODERS[transferSyntaxUid](context).getEncodedBuffer()!] };
}

const isUndecodable = (error: unknown): boolean => {
  assert.ok(error instanceof RefusalError, String(error));
  assert.equal(error.code, 'UNDECODABLE');
  assert.match(error.message, /frame 1 of instance 2\.25\.\d+ \(noisy\.dcm\).*\. Send the series again/);
  return true;
};

for (const transferSyntaxUid of Object.keys(ENCODERS) as (keyof typeof ENCODERS)[])
  suite(`a frame in ${transferSyntaxUid}`, () => {
    test('is refused by name when it is truncated, not filled with grey', async () => {
      const whole = await encoded(transferSyntaxUid);
      assert.deepEqual(await huOf(whole, decoder), hu);
      for (const share of [0.02, 0.3, 0.9]) {
        const cut = whole.frames[0].subarray(0, Math.floor(whole.frames[0].length * share));
        await assert.rejects(huOf({ ...whole, frames: [cut] }, decoder), isUndecodable);
      }
    });

    test('never ends the process when its bytes are wrong, and the next frame is decoded', async () => {
      const whole = await encoded(transferSyntaxUid);
      const random = randomNumbers(3);
      const outcomes = Array.from({ length: 60 }, async () => {
        const bytes = whole.frames[0].slice();
        for (let i = 0; i < 4; i++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
        return huOf({ ...whole, frames: [bytes] }, decoder).catch(isUndecodable);
      });
      assert.equal((await Promise.all(outcomes)).length, 60);
      assert.deepEqual(await huOf(whole, decoder), hu);
    });

    test("is refused when its size differs from the header's", async () => {
      const whole = await encoded(transferSyntaxUid);
      const header = { ...whole.header, Rows: 40 };
      await assert.rejects(huOf({ ...whole, header }, decoder), isUndecodable);
    });
  });

suite('the decoder', () => {
  test('ends a thread that takes too long, names the frame, and continues with a new thread', async () => {
    const own = new PixelDecoder(1, 1);
    // Takes longer than the limit, however fast the machine.
    const header = { ...plain.header, Rows: 2048, Columns: 2048 };
    const large = { ...plain, header, frames: [new Uint8Array(2 * 2048 * 2048)] };
    for (let i = 0; i < 3; i++)
      await assert.rejects(huOf(large, own), { code: 'UNDECODABLE', message: /noisy\.dcm.*did not come to an end/ });
    await own.close();
  });

  test('does not call a frame damaged because this process was too busy to look', async () => {
    const own = new PixelDecoder(1, 1000);
    await huOf(plain, own);
    const decoded = huOf(plain, own);
    const end = performance.now() + 1500;
    while (performance.now() < end);
    assert.deepEqual(await decoded, hu);
    await own.close();
  });

  test('is not asked for more pixels than a CT image has', () => {
    const header = { ...plain.header, Rows: 2 ** 31, Columns: 2 ** 31 };
    assert.throws(() => frameTask({ ...plain, header }, 0), { name: 'RefusalError', code: 'TOO_LARGE' });
  });

  test('does not change the frames of the caller', async () => {
    const before = plain.frames[0]!.slice();
    await huOf(plain, decoder);
    assert.deepEqual(plain.frames[0], before);
  });

  test('refuses an unknown transfer syntax by its UID', async () => {
    const task = { ...frameTask(plain, 0), transferSyntaxUid: '1.2.3' };
    await assert.rejects(decoder.decode(task, new Int16Array(hu.length)), {
      name: 'RefusalError',
      code: 'UNSUPPORTED_TRANSFER_SYNTAX',
      message: /1\.2\.3/,
    });
  });

  test('aborts waiting frames when it is closed, and does not call them damaged', async () => {
    const own = new PixelDecoder(1);
    const waiting = Promise.allSettled([huOf(plain, own), huOf(plain, own), huOf(plain, own)]);
    await own.close();
    for (const outcome of await waiting)
      assert.ok(outcome.status === 'rejected' && (outcome.reason as Error).name === 'AbortError');
  });

  test('decodes many frames on few threads, each into its own place', async () => {
    const frames = await Promise.all(Array.from({ length: 100 }, () => frameHu(frameTask(plain, 0), decoder)));
    for (const frame of frames) assert.deepEqual(frame, hu);
  });
});
