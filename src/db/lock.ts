import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError } from './database-error.ts';

/**
 * Takes the embedded database's folder for this process, since two at once would destroy it. Gives the function that
 * frees it; the lock of a process that died is taken over. Throws DatabaseError while another process holds it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'process.lock');
  const holder = await readFile(file, 'utf8').catch(() => '');
  if (isAlive(Number(holder)))
    throw new DatabaseError(
      `the embedded database ${folder} is in use by process ${holder}; stop it, or set DATABASE_URL to a Postgres that many processes can share`,
    );
  await rm(file, { force: true });
  await claim(file, folder);
  return () => rm(file, { force: true });
}

async function claim(file: string, folder: string): Promise<void> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
  } catch (cause) {
    throw new DatabaseError(`another process opened the embedded database ${folder} at the same moment`, { cause });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
