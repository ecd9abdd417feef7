import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyModel, tinyNetwork } from './tiny-network.ts';

/** A models folder with the tiny network, for commands that load one. */
export async function tinyModels(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'lungtrace-models-'));
  const sha256 = createHash('sha256')
    .update(await readFile(tinyNetwork))
    .digest('hex');
  await cp(tinyNetwork, join(path, tinyModel.file));
  await writeFile(
    join(path, 'models.json'),
    JSON.stringify({ modelSet: 'tiny-1', models: [{ ...tinyModel, sha256 }] }),
  );
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
