import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own in memory, which can run full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): Promise<void>;
  /** Frees what `fill` took. */
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** Mounts a tmpfs, which root alone may. */
export async function mountSmallDisk(mebibytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'lungtrace-faults', folder]);
  // Postgres runs as another user.
  await chmod(folder, 0o755);
  const filler = join(folder, 'filler');
  process.on('exit', unmount);
  return {
    folder,
    fill: () => fill(filler),
    free: () => rm(filler, { force: true }),
    remove: async () => {
      process.off('exit', unmount);
      unmount();
      await rm(folder, { recursive: true });
    },
  };

  function unmount() {
    execFileSync('umount', ['--lazy', folder]);
  }
}

async function fill(file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (let size = 1 << 20; size >= 1; size >>= 1) await writeUntilFull(handle, size);
  } finally {
    await handle.close();
  }
}

async function writeUntilFull(handle: Awaited<ReturnType<typeof open>>, size: number): Promise<void> {
  const bytes = Buffer.alloc(size);
  try {
    while ((await handle.write(bytes)).bytesWritten === size);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
