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
    `${STUDIES} studies at once`,
    where,
    async () => {
      const studies = [];
      for (let index = 0; index < STUDIES; index++) studies.push(await world.arrive());
      for (let time = 0; time < TIMES; time++)
        await Promise.all(studies.map((study, index) => world.announce(study, world.servers[(index + time) % 2])));
      const outcome = await outcomeOf(world, studies, 12 * STUDIES);
      const peaks = [...world.servers, ...world.workers].map(({ pid }) => peakMemory(pid));
      const large = peaks.filter((peak) => peak > MOST_MIB).map((peak) => `a process held ${peak} MiB`);
      console.log(`peak memory of servers and workers: ${peaks.join(', ')} MiB`);
      return { ...outcome, wrong: [...outcome.wrong, ...large] };
    },
    12 * STUDIES,
  );
});
