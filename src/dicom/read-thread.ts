import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import { type Refusal, refusal, RefusalError } from '../errors/refusal-error.ts';
import type { Protocol } from '../threads/protocol.ts';
import { type Answered, serve } from '../threads/serve.ts';
import type { Instance } from './instance.ts';
import { LIMITS } from './limits.ts';
import { readPart10 } from './read-part10.ts';

const MIB = 1024 * 1024;

/** A file: its bytes, or where it lies. */
export interface FileSource {
  /** Path, or name for messages where bytes are given. */
  readonly origin: string;
  readonly bytes?: Uint8Array;
}

/** What became of a file. */
export interface FileRead {
  /** SHA-256 of its bytes, hexadecimal; '' where only a path was given, or nothing was read. */
  readonly sha256: string;
  readonly content: Instance | Refusal;
}

export interface ReadProtocol extends Protocol {
  readonly start: undefined;
  readonly opened: undefined;
  readonly request: FileSource;
  readonly answer: FileRead;
}

await serve<ReadProtocol>(() => Promise.resolve({ opened: undefined, answer: answerTo }));

function answerTo({ origin, bytes }: FileSource): Answered<ReadProtocol> {
  const answer = read(origin, bytes);
  return { answer, transfer: 'code' in answer.content ? [] : memoryOf(answer.content) };
}

function read(origin: string, given: Uint8Array | undefined): FileRead {
  const sha256 = given === undefined ? '' : createHash('sha256').update(given).digest('hex');
  try {
    return { sha256, content: readPart10(given ?? bytesOf(origin), origin) };
  } catch (error) {
    return { sha256, content: refusalOf(error, origin) };
  }
}

/** Opening a pipe or a device may never end. */
function bytesOf(path: string): Uint8Array {
  const status = statSync(path);
  if (!status.isFile()) throw new RefusalError(refusal('NOT_DICOM.kind', { origin: path }));
  const [found, most] = [Math.ceil(status.size / MIB), Math.ceil(LIMITS.fileBytes / MIB)];
  if (found > most) throw new RefusalError(refusal('TOO_LARGE.file', { origin: path, found, most }));
  return readFileSync(path);
}

/** Whatever a file does to the parser, it is one file that cannot be read. */
function refusalOf(error: unknown, origin: string): Refusal {
  if (error instanceof RefusalError) return error.refusal;
  const reason = error instanceof Error ? error.message : String(error);
  const isOfSystem = error instanceof Error && 'syscall' in error;
  return refusal(isOfSystem ? 'DAMAGED.unopened' : 'DAMAGED.unreadable', { origin, reason });
}

/** The memory of the frames moves to the owner; small frames lie in memory that Node shares between buffers, and are copied. */
function memoryOf({ frames }: Instance): ArrayBufferLike[] {
  return [...new Set(frames.map(({ buffer }) => buffer))].filter((buffer) => !isMarkedAsUntransferable(buffer));
}
