import { type FileHandle, open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { tryLock } from 'fs-native-extensions';
import { DatabaseError } from './database.ts';

/** Files whose lock this process has: the garbage collector closes a file that nobody refers to, and the kernel frees its lock then. */
const held = new Set<FileHandle>();

/**
 * Takes the embedded database's folder for this process, since two at once would destroy it. Returns the function that
 * frees it. The lock is the kernel's, which frees it when the process dies, whatever its number; the file tells who has it. What a
 * process of another host left is never taken over: it may well live, where a lock of this kernel cannot be seen.
 * Throws DatabaseError while another process holds the folder.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'process.lock');
  const file = await open(path, 'a+');
  try {
    const isFree = tryLock(file.fd);
    const holder = await file.readFile('utf8');
    if (!isFree || isOfAnotherHost(holder)) throw new DatabaseError('inUse', { folder, holder, file: path });
    await rewrite(file, `${process.pid} on ${hostname()}`);
    held.add(file);
  } catch (error) {
    await file.close();
    throw error;
  }
  // Emptied, not removed: who has just opened it would lock a file that nobody sees.
  return async () => {
    await rewrite(file, '');
    await file.close();
    held.delete(file);
  };
}

async function rewrite(file: FileHandle, text: string): Promise<void> {
  await file.truncate();
  await file.appendFile(text);
}

function isOfAnotherHost(holder: string): boolean {
  const [, host = hostname()] = / on (.+)$/.exec(holder) ?? [];
  return host !== hostname();
}
