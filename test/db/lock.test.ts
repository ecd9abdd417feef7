import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { lockFolder } from '../../src/db/lock.ts';

let folder: string;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'lungtrace-lock-'))));
after(async () => await rm(folder, { recursive: true }));

test('a folder that a running process holds is refused with its process id', async () => {
  const unlock = await lockFolder(folder);
  await assert.rejects(lockFolder(folder), { name: 'DatabaseError', message: new RegExp(`process ${process.pid}`) });
  await unlock();
});

test('the lock of a process that died is taken over', async () => {
  await writeFile(join(folder, 'process.lock'), '999999999');
  const unlock = await lockFolder(folder);
  await unlock();
});

test('the lock of a dead process with our own process id, as in a container, is taken over', async () => {
  await writeFile(join(folder, 'process.lock'), `${process.pid} on ${hostname()}`);
  const unlock = await lockFolder(folder);
  await unlock();
});

const started: ChildProcess[] = [];
// A test that fails must not wait for the process that it left.
after(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Starts a process that locks the folder; its first word on stdout is `locked`, or the name of the error. */
async function otherProcess(): Promise<{ process: ChildProcess; said: string }> {
  const script = join(import.meta.dirname, 'lock/hold.ts');
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, said: String(said).trim() };
}

test('of two processes one has the folder; when it is killed, the other gets it at once', async () => {
  const { process: other, said } = await otherProcess();
  assert.equal(said, 'locked');
  await assert.rejects(lockFolder(folder), { name: 'DatabaseError', message: new RegExp(`process ${other.pid}`) });
  other.kill('SIGKILL');
  await once(other, 'exit');
  const unlock = await lockFolder(folder);
  const refused = await otherProcess();
  assert.equal(refused.said, 'DatabaseError');
  await once(refused.process, 'exit');
  await unlock();
});

test('our own process id on another host, as in another container that shares the folder, is refused with the file to delete', async () => {
  const file = join(folder, 'process.lock');
  await writeFile(file, `${process.pid} on another-container`);
  await assert.rejects(lockFolder(folder), {
    name: 'DatabaseError',
    message: new RegExp(`another-container.*delete ${file}`),
  });
  await rm(file);
});
