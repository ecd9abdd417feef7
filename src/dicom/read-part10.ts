import { inflateRawSync } from 'node:zlib';
import dcmjs, { type DicomDict, type Element } from 'dcmjs';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { leaveOneCharacterSet, withoutControls } from './character-set.ts';
import type { Dataset } from './dataset.ts';
import { splitFrames } from './frames.ts';
import type { Instance } from './instance.ts';
import { metaHeader, type SplitFile, splitMetaHeader } from './meta-header.ts';
import { isEncapsulated } from './pixels/syntaxes.ts';
import { publicElements } from './public-elements.ts';

const PIXEL_DATA = '7FE00010';
const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';

/**
 * Reads a Part 10 file (PS3.10), even without meta header or Transfer Syntax UID. Throws RefusalError NOT_DICOM or DAMAGED; an object
 * without pixel data is read, with no frames.
 */
export function readPart10(bytes: Uint8Array, origin: string): Instance {
  const file = splitMetaHeader(bytes, origin);
  const { transferSyntaxUid } = file;
  const { dict } = parse(withoutPrivate(file, origin), origin);
  const header = publicHeader(dict);
  const blocks = (dict[PIXEL_DATA]?.Value ?? []).flat().filter((value) => value instanceof ArrayBuffer);
  const frames =
    blocks.length === 0
      ? []
      : splitFrames(
          blocks.map((block) => new Uint8Array(block)),
          header,
          isEncapsulated(transferSyntaxUid),
          origin,
        );
  return { header, transferSyntaxUid, frames, origin };
}

/**
 * The file in memory of its own, inflated and without private elements: they are many in some files, identify patients, and nothing needs
 * them.
 */
function withoutPrivate(file: SplitFile, origin: string): Uint8Array<ArrayBuffer> {
  const { meta, dataset, transferSyntaxUid } = file.transferSyntaxUid === DEFLATED ? inflated(file, origin) : file;
  const encoding = { explicit: transferSyntaxUid !== IMPLICIT, littleEndian: transferSyntaxUid !== BIG_ENDIAN };
  return new Uint8Array(Buffer.concat([meta, ...publicElements(dataset, encoding)]));
}

function inflated({ dataset }: SplitFile, origin: string): SplitFile {
  try {
    return { meta: metaHeader(EXPLICIT), dataset: inflateRawSync(dataset), transferSyntaxUid: EXPLICIT };
  } catch (cause) {
    throw damaged(origin, cause);
  }
}

/**
 * Strict first. What dcmjs then refuses (an unknown character set, a bad element near the end) is read as far as possible, and counts as
 * damaged only if the pixel data is lost.
 */
function parse(bytes: Uint8Array<ArrayBuffer>, origin: string): DicomDict {
  leaveOneCharacterSet(bytes);
  const { buffer } = bytes;
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
  throw damaged(origin, cause);
}

function damaged(origin: string, cause: unknown): RefusalError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RefusalError(refusal('DAMAGED.unreadable', { origin, reason }), { cause });
}

/** Without pixel data, and the private elements of a part that could not be followed. */
function publicHeader(dict: Record<string, Element>): Dataset {
  const kept = Object.entries(dict).filter(
    ([tag]) => !tag.startsWith('7FE0') && parseInt(tag.slice(0, 4), 16) % 2 === 0,
  );
  return withoutControls(dcmjs.data.DicomMetaDictionary.naturalizeDataset(Object.fromEntries(kept)));
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
