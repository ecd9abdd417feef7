import assert from 'node:assert/strict';
import { test } from 'node:test';
import dcmjsCodecs from 'dcmjs-codecs';
import { decodeJpegLs } from '../../../src/dicom/pixels/jpeg-ls.ts';

const { Context, NativeCodecs } = dcmjsCodecs;
await NativeCodecs.initializeAsync();

/** Words that begin with another value in each frame, and the frame that another build of CharLS makes of them. */
function frameOf(start: number): { words: Uint8Array; frame: Uint8Array } {
  const words = new Uint8Array(Uint16Array.from({ length: 24 * 16 }, (_, i) => (start + 7 * i) % 4096).buffer);
  const context = new Context({
    width: 24,
    height: 16,
    bitsAllocated: 16,
    bitsStored: 12,
    samplesPerPixel: 1,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: 'MONOCHROME2',
    decodedBuffer: words,
  });
  return { words, frame: NativeCodecs.encodeJpegLs(context).getEncodedBuffer()!.slice() };
}

test('JPEG-LS frames that are asked for at once do not mix', async () => {
  const frames = [0, 1000, 2000, 3000].map(frameOf);
  const decoded = await Promise.all(frames.map(({ frame }) => decodeJpegLs(frame)));
  for (const [at, { width, height, bytes }] of decoded.entries()) {
    assert.deepEqual([width, height], [24, 16]);
    assert.deepEqual(bytes, frames[at]!.words);
  }
});

test('what is no JPEG-LS is refused in the words of the codec, and the next frame is decoded', async () => {
  await assert.rejects(decodeJpegLs(Buffer.from('nothing')), /^Error: Invalid JPEG-LS stream/);
  const { words, frame } = frameOf(5);
  assert.deepEqual((await decodeJpegLs(frame)).bytes, words);
});
