import { sleepers } from './sleepers.ts';

// Exits while a thread that must not be stopped is in the middle of a request; says how long the exit took.
const pool = sleepers({ holdsExit: true });
await pool.open();
void pool.ask(() => ({ request: { kind: 'block', ms: 600 } }));
const start = performance.now();
process.on('exit', () => console.log(performance.now() - start > 500));
process.exit(3);
