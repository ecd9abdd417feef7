import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError } from './database-error.ts';

/** Locks of this process. In a container every process has the same number: one that died there must not look like this one. */
const OWN = new Set<string>();

/**
 * Takes the embedded database's folder for this process, since two at once would destroy it. Gives the function that
 * frees it; the lock of a process that died is taken over. Throws DatabaseError while another process holds it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'process.lock');
  const holder = await readFile(file, 'utf8').catch(() => '');
  if (OWN.has(file) || (Number(holder) !== process.pid && isAlive(Number(holder))))
    throw new DatabaseError(
      `the embedded database ${folder} is in use by process ${holder}; stop it, or set DATABASE_URL to a Postgres that many processes can share ` +
        `(if no lungtrace runs, as after a power failure, delete ${file})`,
    );
  await rm(file, { force: true });
  await claim(file, folder);
  OWN.add(file);
  return async () => {
    OWN.delete(file);
    await rm(file, { force: true });
  };
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
