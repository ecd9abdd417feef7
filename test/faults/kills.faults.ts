import { after, before, suite } from 'node:test';
import { without } from '../support/programs.ts';
import { postgresProgram } from '../support/postgres.ts';
import { fault } from './fault.ts';
import { STAGES } from './stages.ts';
import { outcomeOf } from './verdict.ts';
import { startWorld, type World } from './world.ts';

suite('kills', { concurrency: 3, skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  let world: World;
  before(async () => (world = await startWorld({ workers: 4 })));
  after(() => world.stop());

  for (const stage of STAGES)
    fault('kill', 'SIGKILL', stage.name, async () => {
      const victim = await world.arrive();
      const bystander = await world.arrive();
      const reached = stage.reach(world, victim);
      await world.announce(victim);
      const caught = await reached;
      const worker = world.workerAt(caught);
      world.workers.delete(worker);
      await worker.end('SIGKILL');
      caught.drop();
      const outcome = Promise.all([world.announce(bystander), outcomeOf(world, [victim, bystander])]);
      await world.startWorker();
      return (await outcome)[1];
    });
});
