import dcmjs, { type DicomDict } from 'dcmjs';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { refuseMorePixels } from './after-pixels.ts';
import { decodeTexts, setCharacterSetsAside, withoutControls } from './character-set.ts';
import { cleanDataset } from './clean-dataset.ts';
import type { Dataset } from './dataset.ts';
import { withStrictDecimals } from './decimal-strings.ts';
import { type ElementHead, type Encoding, TAG, writeHead } from './element.ts';
import { readFragments } from './fragments.ts';
import { announcedBytes, cutNative, joinFragments } from './frames.ts';
import { inflateDataset } from './inflate.ts';
import type { Instance } from './instance.ts';
import { encodingOf, metaHeader, readMetaHeader } from './meta-header.ts';
import { isEncapsulated } from './pixels/syntaxes.ts';
import { plain } from './plain.ts';

const DEFLATED = '1.2.840.10008.1.2.1.99';
const PIXEL_DATA = '7FE00010';

/**
 * Reads a Part 10 file (PS3.10), even without meta header or Transfer Syntax UID. Frames share the memory of `file`. Throws RefusalError
 * NOT_DICOM, DAMAGED, TOO_LARGE (see LIMITS) or UNDECODABLE; an object without pixel data is read, with no frames.
 */
export function readPart10(file: Uint8Array, origin: string): Instance {
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const { transferSyntaxUid, end } = readMetaHeader(bytes, origin);
  const encoding = encodingOf(transferSyntaxUid);
  const stored = bytes.subarray(end);
  const dataset = transferSyntaxUid === DEFLATED ? inflated(stored, encoding, origin) : stored;
  const { header, pixels } = readHeader(dataset, encoding, origin);
  if (pixels?.length !== undefined) refuseMorePixels(dataset, pixels, encoding, origin);
  const frames = pixels?.tag === TAG.pixels ? framesOf(dataset, pixels, header, transferSyntaxUid, origin) : [];
  return { header, transferSyntaxUid, frames, origin };
}

interface Parsed {
  readonly header: Dataset;
  readonly pixels: ElementHead | undefined;
}

function readHeader(dataset: Uint8Array, encoding: Encoding, origin: string): Parsed {
  const { header, pixels } = cleanDataset(dataset, encoding, origin);
  setCharacterSetsAside(header);
  const { dict } = parse(header, encoding, pixels !== undefined, origin);
  const elements = Object.fromEntries(Object.entries(dict).filter(([tag]) => tag !== PIXEL_DATA));
  const decoded = withStrictDecimals(decodeTexts(elements));
  return {
    header: plain(withoutControls(dcmjs.data.DicomMetaDictionary.naturalizeDataset(decoded))),
    pixels,
  };
}

function inflated(stored: Uint8Array, encoding: Encoding, origin: string): Uint8Array {
  const announced = (beginning: Uint8Array, isWhole: boolean) => {
    try {
      const { header, pixels } = readHeader(beginning, encoding, origin);
      return pixels && pixels.valueAt + announcedBytes(header, origin);
    } catch (error) {
      if (!isWhole && error instanceof RefusalError && error.code === 'DAMAGED') return undefined;
      throw error;
    }
  };
  return inflateDataset(stored, announced, origin);
}

function framesOf(
  dataset: Uint8Array,
  { valueAt, length }: ElementHead,
  header: Dataset,
  transferSyntaxUid: string,
  origin: string,
): Uint8Array[] {
  const encapsulated =
    length === undefined
      ? readFragments(dataset, valueAt, origin)
      : { fragments: [dataset.subarray(valueAt, valueAt + length)], starts: [0], offsets: [] };
  if (length === 0) return [];
  if (isEncapsulated(transferSyntaxUid)) return joinFragments(encapsulated, header, origin);
  const [pixels, ...more] = encapsulated.fragments;
  return cutNative(
    more.length === 0 && pixels ? pixels : new Uint8Array(Buffer.concat(encapsulated.fragments)),
    header,
    origin,
  );
}

/**
 * Strict first. What dcmjs then refuses (an unknown character set) is read as far as possible, and counts as damaged unless all was
 * read: an empty Pixel Data, the last element, shows that.
 */
function parse(header: Uint8Array, encoding: Encoding, hasPixels: boolean, origin: string): DicomDict {
  const last = hasPixels ? writeHead({ tag: TAG.pixels, vr: 'OW', length: 0 }, encoding).bytes : new Uint8Array();
  const { buffer } = new Uint8Array(Buffer.concat([metaHeader(encoding), header, last]));
  return quietly(() => {
    try {
      return dcmjs.data.DicomMessage.readFile(buffer);
    } catch (cause) {
      return parseLeniently(buffer, origin, cause);
    }
  });
}

function parseLeniently(buffer: ArrayBuffer, origin: string, cause: unknown): DicomDict {
  try {
    const found = dcmjs.data.DicomMessage.readFile(buffer, { ignoreErrors: true });
    if (found.dict[PIXEL_DATA] !== undefined) return found;
  } catch {
    // the first error says more
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new RefusalError(refusal('DAMAGED.unreadable', { origin, reason }), { cause });
}

/** dcmjs writes warnings to the console, where --json output goes; what matters is thrown or checked here. */
function quietly<T>(read: () => T): T {
  const loggers = [dcmjs.log, dcmjs.log.getLogger('validation.dcmjs')];
  const levels = loggers.map((logger) => logger.getLevel());
  for (const logger of loggers) logger.setLevel('silent', false);
  try {
    return read();
  } finally {
    loggers.forEach((logger, i) => logger.setLevel(levels[i] ?? 'warn', false));
  }
}
