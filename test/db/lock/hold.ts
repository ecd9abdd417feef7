import { setTimeout as delay } from 'node:timers/promises';
import { lockFolder } from '../../../src/db/lock.ts';

// Locks the folder of its first argument, says so, and holds it until it is killed; says the error's name when it cannot.
try {
  await lockFolder(process.argv[2]!);
  console.log('locked');
  await delay(600_000);
} catch (error) {
  console.log((error as Error).name);
}
