import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Refusal } from '../errors/refusal-error.ts';
import type { Instance } from './instance.ts';
import { DicomReader } from './reader.ts';

/** Files that are read or wait for a thread at the same time. */
const CONCURRENCY = 16;

export interface FolderContent {
  /** In the order of the paths, names sorted within a folder. */
  readonly instances: readonly Instance[];
  readonly unreadable: readonly { readonly origin: string; readonly refusal: Refusal }[];
}

/**
 * Reads DICOM files, and folders with everything in them, on threads. What is not DICOM, damaged, or no file (a pipe, a device, a link that leads nowhere) is
 * listed with the reason; a DICOMDIR (an index, PS3.10 8.6) and hidden files are skipped, and a folder that links lead to twice is read once. Throws when one
 * of `paths` does not exist or cannot be read.
 */
export async function readFolder(paths: readonly string[]): Promise<FolderContent> {
  const files = await filesOf(paths);
  const results = new Array<Instance | Refusal>(files.length);
  const queue = files.entries();
  const reader = new DicomReader();
  const readNext = async (): Promise<void> => {
    for (const [i, origin] of queue) results[i] = (await reader.read({ origin })).content;
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, readNext));
  } finally {
    await reader.close();
  }
  return {
    instances: results.filter((result): result is Instance => 'header' in result),
    unreadable: results.flatMap((result, i) =>
      'code' in result ? [{ origin: files[i] as string, refusal: result }] : [],
    ),
  };
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
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !isLeftOut(name));
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

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || basename(name).toUpperCase() === 'DICOMDIR';
}
