import { sleepers } from './sleepers.ts';

// Asks a thread and leaves it open: the process must end all the same, and not before the answer.
console.log(await sleepers().ask(() => ({ request: { kind: 'sleep', ms: 50 } })));
