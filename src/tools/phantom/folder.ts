import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { phantomInstances } from './instances.ts';
import type { PhantomOptions } from './options.ts';
import { makePhantom } from './phantom.ts';

/** A chest phantom as DICOM files in a temporary folder. */
export interface PhantomFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Writes the generated chest CT into a temporary folder of its own. */
export async function phantomFolder(options: Partial<PhantomOptions> = {}): Promise<PhantomFolder> {
  const path = await mkdtemp(join(tmpdir(), 'lungtrace-phantom-'));
  const instances = phantomInstances(makePhantom(options));
  await Promise.all(instances.map(({ bytes }, n) => writeFile(join(path, `${String(n).padStart(4, '0')}.dcm`), bytes)));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
