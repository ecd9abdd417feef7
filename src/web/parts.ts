import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { Queue } from '../db/queue.ts';
import type { PixelDecoder } from '../dicom/pixels/decoder.ts';
import type { Pacs } from '../dicomweb/client.ts';
import type { Press } from '../press/press.ts';
import type { Announce } from '../service/arrivals/announce.ts';
import type { Guesses } from './access/guesses.ts';
import type { Audit } from './audit/recorder.ts';
import type { EventFeed } from './event-feed.ts';

/** What the web server stands on. */
export interface AppParts {
  readonly config: Pick<
    Config,
    | 'apiToken'
    | 'dataDir'
    | 'isLoopback'
    | 'metricsToken'
    | 'notificationSecret'
    | 'oidc'
    | 'pacs'
    | 'poll'
    | 'publicUrl'
    | 'trustedProxies'
  >;
  readonly database: Database;
  readonly queue: Queue;
  readonly pacs: Pacs;
  readonly decoder: PixelDecoder;
  readonly press: Press;
  readonly announce: Announce;
  /** Execution provider of the worker in this process; undefined where none runs. */
  readonly device: string | undefined;
  readonly log: Logger;
}

/** What the endpoints of the API stand on. */
export interface ApiParts extends AppParts {
  readonly events: EventFeed;
  readonly audit: Audit;
  readonly guesses: Guesses;
}
