import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../../src/config.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { parseRetryAfter } from '../../src/dicomweb/retry.ts';

/** An archive that is busy for its first answers, and then has no studies; `times` are those of the requests, ms. */
async function withBusyArchive(
  busy: (response: ServerResponse, attempt: number) => boolean,
  work: (pacs: Pacs, times: readonly number[]) => Promise<void>,
): Promise<void> {
  const times: number[] = [];
  const server = createServer((_, response) => {
    times.push(performance.now());
    if (!busy(response, times.length)) response.setHeader('content-type', 'application/dicom+json').end('[]');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pacs = await openPacs(loadConfig({ DICOMWEB_URL: url, DICOMWEB_RETRIES: '2' }).pacs);
  try {
    await work(pacs, times);
  } finally {
    await pacs.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

const busyOnce = (retryAfter: () => string) => (response: ServerResponse, attempt: number) => {
  if (attempt > 1) return false;
  response.writeHead(503, { 'retry-after': retryAfter() }).end();
  return true;
};

suite('an archive that asks to be left alone', () => {
  test('is asked again after the seconds of its Retry-After, not before', async () => {
    await withBusyArchive(
      busyOnce(() => '2'),
      async (pacs, times) => {
        assert.deepEqual(await pacs.searchSeries('1.2.3'), []);
        assert.equal(times.length, 2);
        assert.ok(times[1]! - times[0]! >= 2000, `${times[1]! - times[0]!} ms`);
      },
    );
  });

  test('is asked again after the date of its Retry-After, not before', async () => {
    let until = 0;
    const date = () => {
      until = 1000 * Math.ceil(Date.now() / 1000 + 1);
      return new Date(until).toUTCString();
    };
    await withBusyArchive(busyOnce(date), async (pacs, times) => {
      assert.deepEqual(await pacs.searchSeries('1.2.3'), []);
      assert.equal(times.length, 2);
      assert.ok(performance.timeOrigin + times[1]! >= until - 5);
    });
  });

  test('for longer than a study can wait is not asked again, and the error says how long', async () => {
    await withBusyArchive(
      busyOnce(() => '86400'),
      async (pacs, times) => {
        await assert.rejects(pacs.searchSeries('1.2.3'), { name: 'PacsError', status: 503, retryAfterMs: 86_400_000 });
        assert.equal(times.length, 1);
      },
    );
  });

  test('because it is asked too often (429) is left alone by all requests, not by that one alone', async () => {
    const tooMany = (response: ServerResponse, attempt: number) => {
      if (attempt > 1) return false;
      response.writeHead(429, { 'retry-after': '2' }).end();
      return true;
    };
    await withBusyArchive(tooMany, async (pacs, times) => {
      const first = pacs.searchSeries('1.2.3');
      while (times.length === 0) await delay(5);
      await delay(100);
      await Promise.all([first, pacs.searchSeries('1.2.4'), pacs.searchSeries('1.2.5')]);
      assert.equal(times.length, 4);
      assert.ok(times[1]! - times[0]! >= 2000, `${times[1]! - times[0]!} ms`);
    });
  });

  test('for one study (503) is asked for another', async () => {
    await withBusyArchive(
      busyOnce(() => '2'),
      async (pacs, times) => {
        const first = pacs.searchSeries('1.2.3');
        while (times.length === 0) await delay(5);
        await pacs.searchSeries('1.2.4');
        assert.ok(times[1]! - times[0]! < 1500, `${times[1]! - times[0]!} ms`);
        await first;
      },
    );
  });

  test('is not waited for any more when the study is given up', async () => {
    await withBusyArchive(
      busyOnce(() => '60'),
      async (pacs, times) => {
        const stopping = new AbortController();
        const start = performance.now();
        const search = assert.rejects(pacs.searchSeries('1.2.3', stopping.signal), { name: 'AbortError' });
        while (times.length === 0) await delay(5);
        await delay(50);
        stopping.abort();
        await search;
        assert.ok(performance.now() - start < 30_000);
        assert.equal(times.length, 1);
      },
    );
  });
});

test('an archive that is out of order without a word is asked again at growing, uneven intervals', async () => {
  const outOfOrder = (response: ServerResponse) => (response.writeHead(500).end(), true);
  await withBusyArchive(outOfOrder, async (pacs, times) => {
    await assert.rejects(pacs.searchSeries('1.2.3'), { name: 'PacsError', status: 500 });
    assert.equal(times.length, 3);
    const [first, second] = [times[1]! - times[0]!, times[2]! - times[1]!];
    assert.ok(first >= 240, `${first} ms`);
    assert.ok(second >= 490, `${second} ms`);
  });
});

test('Retry-After is read as seconds or as a date; a date that is past means at once, nonsense means nothing', () => {
  const now = Date.UTC(2026, 0, 1);
  assert.equal(parseRetryAfter('120', now), 120_000);
  assert.equal(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now), 30_000);
  assert.equal(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now), 0);
  for (const nothing of [undefined, null, '', 'soon', '-5 minutes'])
    assert.equal(parseRetryAfter(nothing, now), undefined);
});
