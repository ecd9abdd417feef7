import { after, before, suite } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { postgresProgram } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { fault } from './fault.ts';
import { STAGES } from './stages.ts';
import type { Study } from './studies.ts';
import { outcomeOf } from './verdict.ts';
import { type Member, startWorld, type World } from './world.ts';

/** Where a worker that sleeps holds most, or does most when it wakes. */
const FROZEN = [
  'the job is taken, the worker does not know yet',
  'fetch, in the middle',
  'computing: lungs',
  'SEG written, not stored',
  'between SEG and SR',
  'all stored, nothing recorded',
  'in the recording transaction',
  'before the commit of the record',
  'the report is made, not stored',
  'recording the follow-up',
];

suite('freezes', { concurrency: 2, skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  let world: World;
  before(async () => (world = await startWorld({ workers: 4 })));
  after(() => world.stop());

  for (const stage of STAGES.filter(({ name }) => FROZEN.includes(name)))
    fault('freeze', 'SIGSTOP, and SIGCONT when the others are done', stage.name, async () => {
      const studies = [await world.arrive(), await world.arrive()] as const;
      const reached = stage.reach(world, studies[0]);
      await world.announce(studies[0]);
      const caught = await reached;
      const worker = world.workerAt(caught);
      worker.signal('SIGSTOP');
      caught.release();
      await world.announce(studies[1]);
      const asleep = await outcomeOf(world, studies);
      await wake(worker, studies[0]);
      await world.replaceEnded();
      return { ...(await outcomeOf(world, studies)), lost: asleep.lost, seconds: asleep.seconds };
    });
});

/** Lets the worker go on, and waits until it has said what it makes of its study, if it says anything. */
async function wake(worker: Member, { uid }: Study): Promise<void> {
  const said = worker.log.length;
  worker.signal('SIGCONT');
  for (let waited = 0; waited < 20_000; waited += 200) {
    if (!worker.isRunning() || worker.log.slice(said).some((line) => line.includes(uid))) break;
    await delay(200);
  }
}
