import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { type FakeArchive, type FakeArchiveOptions, startFakeArchive } from './fake-archive.ts';
import { startTestService, type TestService } from './service.ts';

/** An archive in memory, and the service's inside beside it on an embedded database. */
export interface ArchiveWorld {
  readonly archive: FakeArchive;
  readonly database: Database;
  readonly service: TestService;
  stop(): Promise<void>;
}

export async function startArchiveWorld(options?: FakeArchiveOptions): Promise<ArchiveWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-archive-'));
  const database = await connect({ databaseUrl: undefined, dataDir });
  await migrate(database);
  const archive = await startFakeArchive(options);
  const service = await startTestService(database, archive);
  return {
    archive,
    database,
    service,
    async stop() {
      await service.stop();
      await archive.stop();
      await database.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
