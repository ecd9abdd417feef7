import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, suite, test } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { type RunningOrthanc, startOrthanc } from '../../src/tools/demo/orthanc.ts';
import { makeCertificates } from '../support/certificates.ts';
import { tinyCt } from '../support/ct.ts';
import { without } from '../support/programs.ts';
import { type ProxyRules, startProxy, type TestProxy } from '../support/proxy.ts';

suite('a PACS that makes trouble', { skip: without('Orthanc', 'openssl') }, () => {
  const ct = tinyCt({ name: 'trouble', slices: 3 });
  const [uid = ''] = ct.sopInstanceUids;
  const [file = new Uint8Array()] = ct.files;
  const { studyInstanceUid, seriesInstanceUid } = ct;
  const object = { studyInstanceUid, seriesInstanceUid, sopInstanceUid: uid };
  let orthanc: RunningOrthanc;
  before(async () => {
    orthanc = await startOrthanc();
    for (const slice of ct.files) await orthanc.send(slice);
  });
  after(async () => await orthanc.stop());

  async function through(
    rules: ProxyRules,
    env: Record<string, string>,
    work: (pacs: Pacs, proxy: TestProxy) => Promise<void>,
  ) {
    const proxy = await startProxy(orthanc.url, rules);
    const pacs = await openPacs(loadConfig({ DICOMWEB_URL: `${proxy.url}/dicom-web`, ...env }).pacs);
    try {
      await work(pacs, proxy);
    } finally {
      await pacs.close();
      await proxy.stop();
    }
  }
  const answer = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/dicom+json' }).end(JSON.stringify(body));

  test('a request is retried while the server returns errors', async () => {
    let left = 2;
    const intercept = (_: unknown, response: ServerResponse) =>
      left-- > 0 ? (answer(response, 503, {}), true) : false;
    await through({ intercept }, { DICOMWEB_RETRIES: '3' }, async (pacs, proxy) => {
      assert.equal((await pacs.searchSeries(ct.studyInstanceUid)).length, 1);
      // Twice refused, then answered; then the page behind it, which is empty.
      assert.equal(proxy.seen.length, 4);
      assert.equal(new Set(proxy.seen).size, 2);
      assert.equal(new Set(proxy.seen.slice(0, 3)).size, 1);
    });
  });

  test('a broken connection is opened again', async () => {
    let left = 1;
    const intercept = (_: unknown, response: ServerResponse) => (left-- > 0 ? (response.destroy(), true) : false);
    await through({ intercept }, { DICOMWEB_RETRIES: '1' }, async (pacs) => {
      assert.equal((await pacs.listInstances(ct.studyInstanceUid, ct.seriesInstanceUid)).length, 3);
    });
  });

  test('a request that the server refuses for good is not retried', async () => {
    const intercept = (_: unknown, response: ServerResponse) => (answer(response, 400, {}), true);
    await through({ intercept }, { DICOMWEB_RETRIES: '3' }, async (pacs, proxy) => {
      await assert.rejects(pacs.searchSeries(ct.studyInstanceUid), { name: 'PacsError', status: 400 });
      assert.equal(proxy.seen.length, 1);
    });
  });

  test('a server that does not answer is given up after the time limit', async () => {
    await through({ intercept: () => true }, { DICOMWEB_RETRIES: '0', DICOMWEB_TIMEOUT_SECONDS: '1' }, async (pacs) => {
      await assert.rejects(pacs.searchSeries('1.2.3'), { name: 'PacsError', message: /no answer within 1 s/ });
    });
  });

  test('an archive that ignores offset does not make the search endless', async () => {
    const page = Array.from({ length: 500 }, (_, i) => ({ '00080018': { vr: 'UI', Value: [`1.2.${i + 1}`] } }));
    const intercept = (_: unknown, response: ServerResponse) => (answer(response, 200, page), true);
    await through({ intercept }, {}, async (pacs, proxy) => {
      assert.equal((await pacs.listInstances('1.2', '1.3')).length, 500);
      assert.equal(proxy.seen.length, 2);
    });
  });

  test('an archive that returns fewer results than requested is asked again until all are there', async () => {
    const intercept: NonNullable<ProxyRules['intercept']> = (request, response) => {
      const query = new URL(request.url ?? '', 'http://pacs').searchParams;
      assert.ok(Number(query.get('limit')) <= 200);
      const offset = Number(query.get('offset'));
      const numbers = Array.from({ length: Math.min(100, 250 - offset) }, (_, i) => offset + i + 1);
      const page = numbers.map((n) => ({ '00080018': { vr: 'UI', Value: [`1.2.${n}`] } }));
      return (answer(response, 200, page), true);
    };
    await through({ intercept }, {}, async (pacs) => {
      assert.equal((await pacs.listInstances('1.2', '1.3')).length, 250);
    });
  });

  test('an error of the PACS names no patient that a query asked for', async () => {
    const intercept = (_: unknown, response: ServerResponse) => (answer(response, 400, ['DOE^JANE']), true);
    await through({ intercept }, { DICOMWEB_RETRIES: '0' }, async (pacs) => {
      await assert.rejects(pacs.searchStudies({ PatientID: 'DOE-1' }), (error: Error) => {
        assert.doesNotMatch(
          JSON.stringify(Object.assign({ message: error.message, stack: error.stack }, error)),
          /DOE/,
        );
        return true;
      });
    });
  });

  test('an object that the archive has already counts as stored', async () => {
    const intercept: NonNullable<ProxyRules['intercept']> = (request, response) =>
      request.method === 'POST' ? (answer(response, 409, refusal(uid, 45_070)), true) : false;
    await through({ intercept }, {}, async (pacs) => {
      await pacs.storeInstance(object, file);
    });
  });

  const refusal = (sopInstanceUid: string, reason = 0xa700) => ({
    '00081198': {
      vr: 'SQ',
      Value: [{ '00081155': { vr: 'UI', Value: [sopInstanceUid] }, '00081197': { vr: 'US', Value: [reason] } }],
    },
  });
  for (const status of [200, 202, 409])
    test(`an object that the STOW-RS response names as failed is an error, although the status is ${status}`, async () => {
      const intercept: NonNullable<ProxyRules['intercept']> = (request, response) =>
        request.method === 'POST' ? (answer(response, status, refusal(uid)), true) : false;
      await through({ intercept }, {}, async (pacs) => {
        await assert.rejects(pacs.storeInstance(object, file), {
          name: 'StoreError',
          message: /A700H/,
          failures: [{ sopInstanceUid: uid, reason: 0xa700 }],
        });
      });
    });

  test('a STOW-RS response that names nothing counts only if the archive shows the object', async () => {
    const intercept: NonNullable<ProxyRules['intercept']> = (request, response) =>
      request.method === 'POST' ? (answer(response, 200, {}), true) : false;
    await through({ intercept }, {}, async (pacs) => {
      await pacs.storeInstance(object, file);
      await assert.rejects(pacs.storeInstance({ ...object, sopInstanceUid: '1.2.3.4' }, file), {
        name: 'StoreError',
        message: /did not confirm/,
      });
    });
  });

  test('a bearer token is sent with every request', async () => {
    const intercept: NonNullable<ProxyRules['intercept']> = (request, response) =>
      request.headers.authorization === 'Bearer a-token' ? false : (answer(response, 401, {}), true);
    await through({ intercept }, { DICOMWEB_TOKEN: 'a-token' }, async (pacs) => {
      assert.equal((await pacs.searchSeries(ct.studyInstanceUid)).length, 1);
    });
    await through({ intercept }, {}, async (pacs) => {
      await assert.rejects(pacs.searchSeries(ct.studyInstanceUid), { status: 401, message: /DICOMWEB_TOKEN/ });
    });
  });

  test('a server certificate is trusted only through its CA, and a client certificate is presented', async () => {
    const certificates = makeCertificates();
    const tls = { ...certificates.server, requestCert: true };
    const trusting = {
      DICOMWEB_CA_FILE: certificates.caFile,
      DICOMWEB_CERT_FILE: certificates.clientCertFile,
      DICOMWEB_KEY_FILE: certificates.clientKeyFile,
      DICOMWEB_RETRIES: '0',
    };
    try {
      await through({ tls }, trusting, async (pacs) => {
        assert.equal((await pacs.searchSeries(ct.studyInstanceUid)).length, 1);
      });
      await through({ tls }, { DICOMWEB_RETRIES: '0' }, async (pacs) => {
        await assert.rejects(pacs.searchSeries(ct.studyInstanceUid), { name: 'PacsError', message: /certificate/ });
      });
      const nameless = { DICOMWEB_CA_FILE: certificates.caFile, DICOMWEB_RETRIES: '0' };
      await through({ tls }, nameless, async (pacs) => {
        await assert.rejects(pacs.searchSeries(ct.studyInstanceUid), { name: 'PacsError' });
      });
    } finally {
      certificates.remove();
    }
  });
});
