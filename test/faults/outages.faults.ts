import { after, before, suite } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { postgresProgram } from '../support/postgres.ts';
import { without } from '../support/programs.ts';
import { fault } from './fault.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { STAGES } from './stages.ts';
import { outcomeOf } from './verdict.ts';
import { startWorld, type World } from './world.ts';

const SKIP = without('Orthanc', postgresProgram('postgres')) || (process.getuid?.() !== 0 && 'only root mounts a disk');
/** How long something is gone, ms. */
const GONE_MS = 10_000;

suite('outages', { skip: SKIP }, () => {
  let archiveDisk: SmallDisk;
  let databaseDisk: SmallDisk;
  let world: World;
  before(async () => {
    archiveDisk = await mountSmallDisk(128);
    databaseDisk = await mountSmallDisk(512);
    const folders = { archive: archiveDisk.folder, postgres: databaseDisk.folder };
    world = await startWorld({ workers: 3, folders, feed: true });
  });
  after(async () => {
    await world.stop();
    await archiveDisk.remove();
    await databaseDisk.remove();
  });

  /** Six studies are on their way, one of them at the stage, when something happens to what the service needs. */
  function outage(name: string, stageName: string, happen: () => Promise<unknown>): void {
    fault('outage', name, stageName, async () => {
      const studies = await Promise.all(Array.from({ length: 6 }, () => world.arrive()));
      const [first] = studies;
      const reached = STAGES.find((stage) => stage.name === stageName)!.reach(world, first!);
      for (const study of studies) await world.announce(study);
      const caught = await reached;
      const happened = happen();
      caught.release();
      await happened;
      await world.replaceEnded();
      return await outcomeOf(world, studies, 300);
    });
  }

  const restartPostgres = async (signal: 'SIGINT' | 'SIGKILL') => {
    await world.postgres.end(signal);
    await delay(GONE_MS);
    await world.postgres.start();
  };
  const restartArchive = async (signal: NodeJS.Signals) => {
    await world.archive.end(signal);
    await delay(GONE_MS);
    await world.archive.start();
  };
  const full = async (disk: SmallDisk) => {
    await disk.fill();
    await delay(2 * GONE_MS);
    await disk.free();
  };

  outage('Postgres is restarted', 'fetch, in the middle', () => restartPostgres('SIGINT'));
  outage('Postgres is restarted', 'before the commit of the record', () => restartPostgres('SIGINT'));
  outage('Postgres is killed', 'computing: lungs', () => restartPostgres('SIGKILL'));
  outage('Postgres is killed', 'in the recording transaction', () => restartPostgres('SIGKILL'));
  outage('Orthanc is restarted', 'fetch, in the middle', () => restartArchive('SIGTERM'));
  outage('Orthanc is killed', 'SEG stored, the answer is lost', () => restartArchive('SIGKILL'));
  outage('Orthanc is killed', 'the report is made, not stored', () => restartArchive('SIGKILL'));
  outage("Orthanc's disk is full", 'SEG written, not stored', () => full(archiveDisk));
  outage("Postgres' disk is full", 'in the recording transaction', async () => {
    await full(databaseDisk);
    // A server that could not write its log has ended; whoever runs it starts it again.
    await world.postgres.start();
  });
  fault('outage', 'the only server is killed, and started again', 'announcement, by the change feed', async () => {
    await world.servers[0]!.end('SIGKILL');
    const studies = await Promise.all(Array.from({ length: 3 }, () => world.arrive()));
    await delay(GONE_MS);
    await world.startServer();
    return await outcomeOf(world, studies);
  });
});
