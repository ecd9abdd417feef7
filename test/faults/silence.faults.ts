import { after, before, suite } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { postgresProgram } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { fault } from './fault.ts';
import { STAGES } from './stages.ts';
import { outcomeOf } from './verdict.ts';
import { startWorld, type World } from './world.ts';

type Side = 'database' | 'archive';

/** What falls silent, and at which stage of a study. */
const SILENT: readonly (readonly [side: Side, stage: string])[] = [
  ['database', 'fetch, in the middle'],
  ['database', 'computing: lungs'],
  ['database', 'in the recording transaction'],
  ['database', 'before the commit of the record'],
  ['database', 'recording the follow-up'],
  ['archive', 'look: headers'],
  ['archive', 'fetch, in the middle'],
  ['archive', 'SEG written, not stored'],
];
/** How long everything is silent, ms: longer than the waits of a request. */
const ALL_SILENT_MS = 30_000;

suite('silent connections', { skip: without('Orthanc', postgresProgram('postgres')) }, () => {
  let world: World;
  before(async () => (world = await startWorld({ workers: 4 })));
  after(() => world.stop());

  suite('of one worker', { concurrency: 2 }, () => {
    for (const [side, stageName] of SILENT)
      fault('silence', `a worker's connections to the ${side}, until the others are done`, stageName, async () => {
        const studies = [await world.arrive(), await world.arrive()] as const;
        const stage = STAGES.find(({ name }) => name === stageName)!;
        const reached = stage.reach(world, studies[0]);
        await world.announce(studies[0]);
        const caught = await reached;
        const { gate } = world.workerAt(caught)[side];
        gate.close();
        caught.release();
        await world.announce(studies[1]);
        const silent = await outcomeOf(world, studies);
        gate.open();
        await delay(5000);
        await world.replaceEnded();
        return { ...(await outcomeOf(world, studies)), lost: silent.lost, seconds: silent.seconds };
      });
  });

  for (const side of ['database', 'archive'] as const)
    fault('silence', `all connections to the ${side} for ${ALL_SILENT_MS / 1000} s`, 'everywhere', async () => {
      const studies = await Promise.all(Array.from({ length: 6 }, () => world.arrive()));
      for (const study of studies) await world.announce(study);
      const gates = [...world.servers, ...world.workers].map((member) => member[side].gate);
      for (const gate of gates) gate.close();
      await delay(ALL_SILENT_MS);
      for (const gate of gates) gate.open();
      await world.replaceEnded();
      return await outcomeOf(world, studies);
    });

  fault('silence', "the server's connections to the database, and a study is announced", 'announcement', async () => {
    const study = await world.arrive();
    const { gate } = world.servers[0]!.database;
    gate.close();
    const told = world.announce(study).catch(() => {});
    await delay(ALL_SILENT_MS);
    gate.open();
    await told;
    // Whoever announces does so again, as the change feed and the queries do.
    await world.announce(study);
    return await outcomeOf(world, [study]);
  });
});
