import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseError } from './database.ts';

/** Locks of this process. In a container every process has the same number: one that died there must not look like this one. */
const OWN = new Set<string>();

/**
 * Takes the embedded database's folder for this process, since two at once would destroy it. Gives the function that
 * frees it; the lock of a process of this host that died is taken over, one of another host never, since it may well live.
 * Throws DatabaseError while another process holds it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'process.lock');
  const holder = await readFile(file, 'utf8').catch(() => '');
  if (OWN.has(file) || mayLive(holder)) throw new DatabaseError('inUse', { folder, holder, file });
  await rm(file, { force: true });
  await claim(file, folder);
  OWN.add(file);
  return async () => {
    OWN.delete(file);
    await rm(file, { force: true });
  };
}

/** What a lock holds: process number and host. */
function thisProcess(): string {
  return `${process.pid} on ${hostname()}`;
}

/** Whether the holder, any but this process, may be alive. */
function mayLive(holder: string): boolean {
  if (holder === '' || holder === thisProcess()) return false;
  const [, pid, host = hostname()] = /^(\d+)(?: on (.+))?$/.exec(holder) ?? [];
  return host !== hostname() || isAlive(Number(pid));
}

async function claim(file: string, folder: string): Promise<void> {
  try {
    await writeFile(file, thisProcess(), { flag: 'wx' });
  } catch (cause) {
    throw new DatabaseError('race', { folder }, { cause });
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
