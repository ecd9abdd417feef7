import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type express from 'express';
import request from 'supertest';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { startWebApp, type WebApp } from './web-app.ts';

export const TOKEN = 'f3a9c1-long-enough';
export const PASSWORD = 'otter-violin-glacier-7';

/** Web servers with the environments that a suite asks for, all on a fresh embedded database; both end with the suite. */
export class SignInWorld {
  #database: Database | undefined;
  readonly #started: WebApp[] = [];

  constructor() {
    let dataDir = '';
    before(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-access-'));
      this.#database = await connect({ databaseUrl: undefined, dataDir });
      await migrate(this.#database);
    });
    after(async () => {
      for (const web of this.#started) await web.stop();
      await this.#database?.close();
      await rm(dataDir, { recursive: true });
    });
  }

  /** There once the suite runs. */
  get database(): Database {
    return this.#database!;
  }

  async start(env: Record<string, string> = {}): Promise<WebApp> {
    const web = await startWebApp(this.database, () => env);
    this.#started.push(web);
    return web;
  }
}

/** Sends the form of the sign-in page. */
export function login(app: express.Express, fields: Record<string, string>): request.Test {
  return request(app).post('/login').set('host', '127.0.0.1').type('form').send(fields);
}

/** The session that an answer sets, with the attributes of its cookie; '' for none. */
export function cookieOf({ headers }: request.Response): string {
  const cookies = (headers['set-cookie'] ?? []) as unknown as string[];
  return cookies.findLast((cookie) => cookie.includes('session=')) ?? '';
}

/** What a browser sends back of a cookie. */
export function sent(cookie: string): string {
  return cookie.split(';')[0] ?? '';
}
