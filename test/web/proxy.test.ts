import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import express from 'express';
import request from 'supertest';
import { type Http, openHttp } from '../../src/dicomweb/http.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { ownAddresses, proxyRouter } from '../../src/web/proxy/router.ts';
import { tinyCt } from '../support/ct.ts';
import { without } from '../support/programs.ts';

const CREDENTIALS = { user: 'pacs-user', password: 'pacs-password' };

suite('the DICOMweb proxy', { skip: without('Orthanc') }, () => {
  const ct = tinyCt({ name: 'proxy' });
  const series = `/dicomweb/studies/${ct.studyInstanceUid}/series/${ct.seriesInstanceUid}`;
  let orthanc: RunningOrthanc;
  let http: Http;
  const app = () => express().use('/dicomweb', proxyRouter({ http, dicomwebUrl: orthanc.dicomwebUrl }));
  before(async () => {
    orthanc = await startOrthanc({ credentials: CREDENTIALS });
    http = await openHttp({ ...CREDENTIALS, timeoutMs: 10_000 });
    for (const file of ct.files) await orthanc.send(file);
  });
  after(async () => {
    await http.close();
    await orthanc.stop();
  });

  test('studies are found although the browser does not know the credentials of the PACS', async () => {
    const { body, headers } = await request(app())
      .get(`/dicomweb/studies?StudyInstanceUID=${ct.studyInstanceUid}`)
      .set('accept', 'application/dicom+json')
      .expect(200);
    assert.equal(body.length, 1);
    assert.ok(!JSON.stringify([body, headers]).includes(CREDENTIALS.password));
  });

  test('frames come as multipart, byte by byte as the PACS sends them', async () => {
    const path = `/instances/${ct.sopInstanceUids[0]}/frames/1`;
    const accept = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';
    const { body, headers } = await request(app())
      .get(series + path)
      .set('accept', accept)
      .responseType('blob')
      .expect(200);
    const direct = await fetch(orthanc.url + series.replace('/dicomweb', '/dicom-web') + path, {
      headers: { ...orthanc.headers, accept },
    });
    assert.match(String(headers['content-type']), /^multipart\/related/);
    const boundaries = (text: string): string => text.replace(/--[0-9a-f-]+/gi, '--');
    const expected = Buffer.from(await direct.arrayBuffer()).toString('latin1');
    assert.equal(boundaries((body as Buffer).toString('latin1')), boundaries(expected));
  });

  test('an answer that is no DICOM is no page either, whatever the PACS calls it', async () => {
    const page = '<script>alert(document.domain)</script>';
    const bad = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(page));
    await once(bad.listen(0, '127.0.0.1'), 'listening');
    const { port } = bad.address() as AddressInfo;
    try {
      const through = express().use('/dicomweb', proxyRouter({ http, dicomwebUrl: `http://127.0.0.1:${port}` }));
      const { headers, body } = await request(through).get('/dicomweb/studies/1.2').responseType('blob').expect(200);
      assert.equal(headers['content-type'], 'application/octet-stream');
      assert.equal((body as Buffer).toString(), page);
    } finally {
      bad.close();
    }
  });

  test('for whoever has left already, the PACS is not asked', async () => {
    let asked = 0;
    const pacs = { stream: () => Promise.reject(new Error(`asked ${++asked} times`)) } as unknown as Http;
    const gone = express()
      .use((_request, response, next) => (response.once('close', () => next()), response.destroy()))
      .use('/dicomweb', proxyRouter({ http: pacs, dicomwebUrl: orthanc.dicomwebUrl }));
    await assert.rejects(async () => await request(gone).get('/dicomweb/studies'), /socket hang up/);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(asked, 0);
  });

  test('a PACS that asks for a pause asks the browser for it, too', async () => {
    const busy = createServer((_request, response) => response.writeHead(503, { 'retry-after': '7' }).end());
    await once(busy.listen(0, '127.0.0.1'), 'listening');
    const { port } = busy.address() as AddressInfo;
    try {
      const through = express().use('/dicomweb', proxyRouter({ http, dicomwebUrl: `http://127.0.0.1:${port}` }));
      const { headers } = await request(through).get('/dicomweb/studies').expect(503);
      assert.equal(headers['retry-after'], '7');
    } finally {
      busy.close();
    }
  });

  test('the metadata contain no address of the PACS itself', async () => {
    const { text } = await request(app()).get(`${series}/metadata`).set('accept', 'application/dicom+json').expect(200);
    assert.equal(JSON.parse(text).length, ct.files.length);
    assert.ok(!text.includes(new URL(orthanc.url).host), text.slice(0, 500));
  });

  test('nothing can be stored, changed or removed', async () => {
    await request(app()).post('/dicomweb/studies').send('x').expect(405);
    await request(app()).delete(series).expect(405);
    await request(app()).get(series).expect(200);
  });

  test('no path leads out of DICOMweb', async () => {
    const outside = [
      '/',
      '/servers',
      '/studies/../../system',
      '/studies/%2e%2e/%2e%2e/system',
      '/studies/..%2f..%2fsystem',
      '//system',
    ];
    for (const path of outside) await request(app()).get(`/dicomweb${path}`).expect(404);
  });

  test('a PACS that rejects our credentials is a bad gateway, not a password prompt in the browser', async () => {
    const wrong = await openHttp({ user: 'pacs-user', password: 'wrong-password', timeoutMs: 10_000 });
    const refused = express().use('/dicomweb', proxyRouter({ http: wrong, dicomwebUrl: orthanc.dicomwebUrl }));
    const { headers } = await request(refused).get('/dicomweb/studies').expect(502);
    assert.equal(headers['www-authenticate'], undefined);
    await wrong.close();
  });
});

test('addresses are rewritten wherever the chunks are cut', async () => {
  const source = JSON.stringify([
    {
      '7FE00010': {
        vr: 'OW',
        BulkDataURI: 'http://pacs.internal:8042/dicom-web/studies/1.2/series/1.3/instances/1.4/bulk/7fe00010',
      },
    },
    {
      '00081190': { vr: 'UR', Value: ['https://pacs.internal/rs/studies/1.2'] },
      '00081030': { vr: 'LO', Value: ['see http://x/ é}'] },
    },
  ]);
  const expected = source.replaceAll(/https?:\/\/pacs\.internal[^"]*?\/(?=studies)/g, '/dicomweb/');
  const all = Buffer.from(source);
  for (let cut = 1; cut < all.length; cut += 7) {
    const rewriting = ownAddresses('/dicomweb');
    rewriting.write(all.subarray(0, cut));
    rewriting.end(all.subarray(cut));
    assert.equal(Buffer.concat(await rewriting.toArray()).toString(), expected);
  }
});
