import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes files into a new folder, gives their paths to `use` and removes the folder afterwards. */
export async function withFiles<T>(
  files: Readonly<Record<string, Uint8Array>>,
  use: (paths: Record<string, string>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-test-'));
  try {
    const paths = Object.fromEntries(Object.keys(files).map((name) => [name, join(folder, `${name}.dcm`)]));
    await Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(paths[name]!, bytes)));
    return await use(paths);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What dciodvfy calls an error in a file: lines that begin with "Error". Throws when it did not recognise an object at all. */
export async function iodErrors(path: string): Promise<string[]> {
  const lines = (await output('dciodvfy', path)).split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw new Error(`dciodvfy said nothing about ${path}`);
  return lines.filter((line) => line.startsWith('Error'));
}

/** What a program prints on stdout and stderr, whatever its exit status. */
export function output(program: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number')
        reject(new Error(`${program} cannot be run`, { cause: error }));
      else resolve(stdout + stderr);
    });
  });
}
