import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { mock, test } from 'node:test';
import type { Request, Response } from 'express';
import type { ApiParts } from '../../src/web/parts.ts';
import { eventEndpoints } from '../../src/web/routes/events.ts';

test('whoever left before the stream begins leaves nothing that runs on', async () => {
  const watchers = new Set<unknown>();
  const events = { watch: (watcher: unknown) => (watchers.add(watcher), () => watchers.delete(watcher)) };
  const beats = mock.method(globalThis, 'setInterval');
  const request = Object.assign(new IncomingMessage(new Socket()), { params: {}, query: {} });
  const response = new ServerResponse(request);
  response.destroy();
  await eventEndpoints.events.answer(
    request as unknown as Request,
    response as unknown as Response,
    { events } as unknown as ApiParts,
  );
  assert.deepEqual([watchers.size, beats.mock.callCount()], [0, 0]);
});
