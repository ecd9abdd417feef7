import { statfs } from 'node:fs/promises';

/** A disk in bytes: its size, and what is free there for this process. */
export interface Disk {
  readonly sizeBytes: number;
  readonly freeBytes: number;
}

/** The disk that a folder lies on. */
export async function readDisk(folder: string): Promise<Disk> {
  const { blocks, bavail, bsize } = await statfs(folder);
  return { sizeBytes: blocks * bsize, freeBytes: bavail * bsize };
}
