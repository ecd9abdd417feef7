import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Refusal, refusal } from '../errors/refusal-error.ts';
import type { Instance } from './instance.ts';
import { DicomReader } from './reader.ts';
import { seriesOfDamaged } from './salvage.ts';

/** Files that are read or wait for a thread at the same time. */
const CONCURRENCY = 16;
/** A header without private elements is shorter, bytes. */
const SEARCHED = 1024 * 1024;

/** A file that cannot be read, and why. */
export interface UnreadableFile {
  readonly origin: string;
  readonly refusal: Refusal;
  /** Whether it may be an image, damaged or not. */
  readonly isDicom: boolean;
  /** Where its bytes still show it. */
  readonly seriesInstanceUid: string | undefined;
}

export interface FolderContent {
  /** In the order of the paths, names sorted within a folder. */
  readonly instances: readonly Instance[];
  readonly unreadable: readonly UnreadableFile[];
}

/**
 * Reads DICOM files, and folders with everything in them, on threads. What is not DICOM, damaged, or no file (a pipe, a device, a link
 * that leads nowhere) is listed with the reason; a DICOMDIR (an index, PS3.10 8.6) too; hidden folders are skipped, and a folder that
 * links lead to twice is read once. Throws when one of `paths` does not exist or cannot be read.
 */
export async function readFolder(paths: readonly string[]): Promise<FolderContent> {
  const files = await filesOf(paths);
  const results = new Array<Instance | UnreadableFile>(files.length);
  const queue = files.entries();
  const reader = new DicomReader();
  const readNext = async (): Promise<void> => {
    for (const [i, origin] of queue) results[i] = await readOne(origin, reader);
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, readNext));
  } finally {
    await reader.close();
  }
  return {
    instances: results.filter((result): result is Instance => 'header' in result),
    unreadable: results.filter((result): result is UnreadableFile => 'refusal' in result),
  };
}

async function readOne(origin: string, reader: DicomReader): Promise<Instance | UnreadableFile> {
  if (basename(origin).toUpperCase() === 'DICOMDIR')
    return { origin, refusal: refusal('NOT_CT.index', { origin }), isDicom: false, seriesInstanceUid: undefined };
  const { content } = await reader.read({ origin });
  return 'code' in content ? await unreadable(origin, content) : content;
}

async function unreadable(origin: string, refusal: Refusal): Promise<UnreadableFile> {
  const bytes = await beginningOf(origin);
  const isNamed = bytes.toString('latin1', 128, 132) === 'DICM';
  const isDicom = isNamed || (bytes.length > 0 && refusal.code !== 'NOT_DICOM' && refusal.code !== 'TOO_LARGE');
  return { origin, refusal, isDicom, seriesInstanceUid: seriesOfDamaged(bytes)?.seriesInstanceUid };
}

/** The first bytes of a file, where the header lies; none of what is no file or cannot be opened. */
async function beginningOf(path: string): Promise<Buffer> {
  try {
    if (!(await stat(path)).isFile()) return Buffer.alloc(0);
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SEARCHED), 0, SEARCHED, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    // Why it cannot be opened is known already.
    return Buffer.alloc(0);
  }
}

async function filesOf(paths: readonly string[]): Promise<string[]> {
  const seen = new Set<string>();
  const files: string[] = [];
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) await addFolder(path, seen, files);
    else files.push(path);
  }
  return files;
}

/** `seen` holds the folders by their real paths: links may lead in circles. */
async function addFolder(path: string, seen: Set<string>, files: string[]): Promise<void> {
  const real = await realpath(path);
  if (seen.has(real)) return;
  seen.add(real);
  const entries = (await readdir(path, { withFileTypes: true })).filter(
    (entry) => !entry.isDirectory() || !entry.name.startsWith('.'),
  );
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(path, entry.name);
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(inner)))) await addFolder(inner, seen, files);
    else files.push(inner);
  }
}

async function isFolder(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() ?? false;
}
