import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import express from 'express';
import { listen } from '../../src/web/listen.ts';

test('a request whose headers drip in is given up after half a minute at most', async (t) => {
  const { url, close } = await listen(express(), { host: '127.0.0.1', port: 0 });
  t.after(close);
  const begin = performance.now();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n');
  const drip = setInterval(() => socket.write('X-Slow: 1\r\n'), 500);
  t.after(() => clearInterval(drip));
  assert.match(await text(socket.on('error', () => {})).catch(() => '408'), /408/);
  assert.ok(performance.now() - begin < 45_000);
});
