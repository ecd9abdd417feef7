import { after, before, suite } from 'node:test';
import { postgresProgram } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { fault } from './fault.ts';
import { peakMemory } from './processes.ts';
import { outcomeOf } from './verdict.ts';
import { startWorld, type World } from './world.ts';

const STUDIES = Number(process.env['FAULTS_STUDIES'] ?? 500);
const TIMES = 4;
const MOST_MIB = 1024;

suite('a crowd', { skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  let world: World;
  before(async () => (world = await startWorld({ workers: 3, servers: 2, feed: true })));
  after(() => world.stop());

  const where = `announced ${TIMES} times by two servers and their change feeds; three workers`;
  fault(
    'crowd',
    `${STUDIES} studies at once, every fifth one a whole chest`,
    where,
    async () => {
      const studies = [];
      for (let index = 0; index < STUDIES; index++) studies.push(await world.arrive(index % 5 === 0 ? undefined : 3));
      let refused = 0;
      for (let time = 0; time < TIMES; time++) {
        const told = studies.map((study, index) => world.announce(study, world.servers[(index + time) % 2]));
        refused += (await Promise.allSettled(told)).filter(({ status }) => status === 'rejected').length;
      }
      // The change feed finds those that a server was too busy to note.
      console.log(`${refused} of ${TIMES * STUDIES} announcements were refused`);
      const outcome = await outcomeOf(world, studies, 6 * STUDIES);
      const peaks = [...world.servers, ...world.workers].map(({ pid }) => peakMemory(pid));
      const large = peaks.filter((peak) => peak > MOST_MIB).map((peak) => `a process held ${peak} MiB`);
      console.log(`peak memory of servers and workers: ${peaks.join(', ')} MiB`);
      return { ...outcome, wrong: [...outcome.wrong, ...large] };
    },
    6 * STUDIES,
  );
});
