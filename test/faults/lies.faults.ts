import { after, before, suite } from 'node:test';
import { postgresProgram } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { fault } from './fault.ts';
import { BAD_ANSWERS, lieAbout } from './lies.ts';
import { outcomeOf } from './verdict.ts';
import { startWorld, type World } from './world.ts';

suite('bad answers', { concurrency: 8, skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  let world: World;
  before(async () => (world = await startWorld({ workers: 3 })));
  after(() => world.stop());

  for (const bad of BAD_ANSWERS)
    fault(
      'lie',
      bad.name,
      bad.where,
      async () => {
        const study = await world.arrive();
        const lie = lieAbout(study, bad);
        world.lies.add(lie);
        await world.announce(study);
        const outcome = await outcomeOf(world, [study], 300);
        world.lies.delete(lie);
        return outcome;
      },
      120,
    );
});
