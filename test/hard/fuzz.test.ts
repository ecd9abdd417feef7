import fc from 'fast-check';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { type Dataset, text } from '../../src/dicom/dataset.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { failureOf } from '../../src/errors/edges.ts';
import { KnownError } from '../../src/errors/known-error.ts';
import { selectSeries, summariseSeries } from '../../src/volume/series/select.ts';
import { type HostileAnswer, hostileAnswer } from '../support/hostile-answers.ts';
import { hardCase } from './case.ts';

/** How many answers are tried altogether: `npm run fuzz -- COUNT` sets it, and another seed each time. */
const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 600);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const LONGEST_MS = 5000;
const UIDS = { studyInstanceUid: '1.2.3', seriesInstanceUid: '1.2.3.4', sopInstanceUid: '1.2.3.4.5' };
const object = new TextEncoder().encode('any object');

/** Every question that the service asks an archive, and what must hold of an answer that it takes. */
const QUESTIONS: Readonly<Record<string, (pacs: Pacs) => Promise<unknown>>> = {
  studies: async (pacs) => (await pacs.searchStudies({ StudyDate: '20260101' })).every(has('StudyInstanceUID')),
  series: async (pacs) => (await pacs.searchSeries('1.2.3')).every(has('SeriesInstanceUID')),
  instances: async (pacs) => (await pacs.listInstances('1.2.3', '1.2.3.4')).every((uid) => /^[0-9.]{1,64}$/.test(uid)),
  metadata: async (pacs) => {
    const headers = await pacs.seriesMetadata('1.2.3', '1.2.3.4');
    selectSeries(summariseSeries(headers));
    return headers.every((header) => text(header, 'SOPInstanceUID') !== '');
  },
  file: async (pacs) => {
    const files = await pacs.retrieveInstances('1.2.3', '1.2.3.4', ['1.2.3.4.5']);
    return files.every(({ bytes }) => bytes.length > 0);
  },
  store: async (pacs) => (await pacs.storeInstance(UIDS, object), true),
};

function has(keyword: string) {
  return (dataset: Dataset) => /^[0-9.]{1,64}$/.test(text(dataset, keyword));
}

suite('hostile answers', () => {
  let server: Server;
  let pacs: Pacs;
  let answer: HostileAnswer;
  before(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`;
    pacs = await openPacs(loadConfig({ DICOMWEB_URL: url, DICOMWEB_RETRIES: '0' }).pacs);
  });
  after(async () => {
    await pacs.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  for (const [name, ask] of Object.entries(QUESTIONS))
    hardCase('hostile', `any answer to the question for ${name}`, 'read, or an error by name, within 5 s', async () => {
      let slowest = 0;
      const property = fc.asyncProperty(hostileAnswer, async (given) => {
        answer = given;
        const start = performance.now();
        await ask(pacs).then(
          (holds) => assert.equal(holds, true),
          (error: unknown) => assert.ok(error instanceof KnownError, failureOf(error).message),
        );
        slowest = Math.max(slowest, performance.now() - start);
        assert.ok(slowest < LONGEST_MS, `${slowest} ms`);
      });
      const runs = Math.ceil(INPUTS / Object.keys(QUESTIONS).length);
      await fc.assert(property, { numRuns: runs, seed: SEED, endOnFailure: INPUTS > 10_000 });
      // On stderr: the table must not change from run to run.
      console.error(
        `${runs} answers to the question for ${name}, seed ${SEED}, the slowest took ${slowest.toFixed(0)} ms`,
      );
      return 'read, or an error by name, within 5 s';
    });
});
