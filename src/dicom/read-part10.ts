import dcmjs, { type DicomDict, type Element } from 'dcmjs';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { leaveOneCharacterSet, withoutControls } from './character-set.ts';
import type { Dataset } from './dataset.ts';
import { splitFrames } from './frames.ts';
import type { Instance } from './instance.ts';
import { completeMetaHeader } from './meta-header.ts';
import { isEncapsulated } from './pixels/syntaxes.ts';

const PIXEL_DATA = '7FE00010';
const TRANSFER_SYNTAX = '00020010';

/**
 * Reads a Part 10 file (PS3.10), even without meta header or Transfer Syntax UID. Throws RefusalError NOT_DICOM or DAMAGED; an object
 * without pixel data is read, with no frames.
 */
export function readPart10(bytes: Uint8Array, origin: string): Instance {
  const { dict, meta } = parse(completeMetaHeader(bytes, origin), origin);
  const transferSyntaxUid = String(meta[TRANSFER_SYNTAX]?.Value[0]);
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
 * Strict first. What dcmjs then refuses (an unknown character set, a bad element near the end) is read as far as possible, and counts as
 * damaged only if the pixel data is lost.
 */
function parse(bytes: Uint8Array, origin: string): DicomDict {
  // A copy: a Buffer may be part of a shared pool.
  const copy = new Uint8Array(bytes);
  leaveOneCharacterSet(copy);
  const { buffer } = copy;
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

/** Without pixel data and private elements (odd groups): they are large and may identify the patient. */
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
