import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the condition holds; throws with what was awaited when it does not within the time, in seconds. */
export async function until(condition: () => boolean | Promise<boolean>, awaited: string, seconds = 30): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain until ${awaited}`);
    await delay(50);
  }
}
