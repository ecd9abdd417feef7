import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Refusal, RefusalError } from '../errors/refusal-error.ts';
import type { Instance } from './instance.ts';
import { readPart10 } from './read-part10.ts';

/** Files open at the same time. */
const CONCURRENCY = 16;

export interface FolderContent {
  /** In the order of the paths, names sorted within a folder. */
  readonly instances: readonly Instance[];
  readonly unreadable: readonly { readonly origin: string; readonly refusal: Refusal }[];
}

/**
 * Reads DICOM files, and folders with everything in them. Files that are not DICOM or damaged are listed with the reason; a DICOMDIR (an
 * index, PS3.10 8.6) and hidden files are skipped. Throws when a path does not exist or cannot be read.
 */
export async function readFolder(paths: readonly string[]): Promise<FolderContent> {
  const files = (await Promise.all(paths.map(filesIn))).flat();
  const results = new Array<Instance | Refusal>(files.length);
  const queue = files.entries();
  const reader = async (): Promise<void> => {
    for (const [i, file] of queue) results[i] = await readInstance(file);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, reader));
  return {
    instances: results.filter((result): result is Instance => 'header' in result),
    unreadable: results.flatMap((result, i) =>
      'code' in result ? [{ origin: files[i] as string, refusal: result }] : [],
    ),
  };
}

async function filesIn(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = (await readdir(path, { withFileTypes: true })).filter((entry) => !isLeftOut(entry.name));
  const names = entries.map((entry) => entry.name).sort();
  return (await Promise.all(names.map((name) => filesIn(join(path, name))))).flat();
}

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || basename(name).toUpperCase() === 'DICOMDIR';
}

async function readInstance(file: string): Promise<Instance | Refusal> {
  try {
    return readPart10(await readFile(file), file);
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal;
    throw error;
  }
}
