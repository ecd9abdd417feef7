import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import express from 'express';
import request from 'supertest';
import { viewerRouter } from '../../../src/web/viewer/router.ts';

const BUNDLE = 'app.bundle.0123456789abcdef.js';
const SCRIPT = 'console.log("OHIF")\n'.repeat(100);

suite('the viewer', () => {
  let folder = '';
  const app = () => express().use('/viewer', viewerRouter(folder));
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lungtrace-viewer-'));
    await writeFile(join(folder, BUNDLE), SCRIPT);
    await writeFile(join(folder, `${BUNDLE}.gz`), gzipSync(SCRIPT));
    await writeFile(join(folder, '89abcdef01234567.wasm'), new Uint8Array([0, 0x61, 0x73, 0x6d]));
    await writeFile(join(folder, '.stamp'), 'secret');
  });
  after(() => rm(folder, { recursive: true }));

  test('a deep link returns a page that loads our configuration before the bundle', async () => {
    const { text, headers } = await request(app())
      .get('/viewer?StudyInstanceUIDs=1.2.3')
      .expect(200)
      .expect('content-type', /html/);
    assert.ok(text.indexOf('/viewer/client/app-config.js') < text.indexOf(`/viewer/${BUNDLE}`));
    assert.match(text, /research use only/i);
    assert.doesNotMatch(String(headers['content-security-policy']), /https?:/);
  });

  test('the configuration points to our DICOMweb proxy and to no other host', async () => {
    const { text } = await request(app())
      .get('/viewer/client/app-config.js')
      .expect(200)
      .expect('content-type', /javascript/);
    assert.match(text, /wadoRoot: '\/dicomweb'/);
    assert.doesNotMatch(text, /https?:\/\//);
  });

  test('files are sent compressed to clients that accept it, and as they are to others', async () => {
    const compressed = await request(app()).get(`/viewer/${BUNDLE}`).set('accept-encoding', 'gzip').expect(200);
    assert.equal(compressed.headers['content-encoding'], 'gzip');
    assert.match(String(compressed.headers['content-type']), /javascript/);
    assert.match(String(compressed.headers['cache-control']), /immutable/);
    const plain = await request(app()).get(`/viewer/${BUNDLE}`).set('accept-encoding', 'identity').expect(200);
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(plain.text, SCRIPT);
  });

  test('WebAssembly has the type that browsers compile', async () => {
    await request(app()).get('/viewer/89abcdef01234567.wasm').expect(200).expect('content-type', 'application/wasm');
  });

  test('missing files, hidden files and paths that leave the folder are not found', async () => {
    for (const path of [
      '/viewer/nothing.js',
      '/viewer/.stamp',
      '/viewer/..%2f..%2fpackage.json',
      '/viewer/%2e%2e%2fpackage.json',
    ]) {
      const { text } = await request(app()).get(path).expect(404);
      assert.doesNotMatch(text, /secret|lungtrace"/);
    }
  });

  test('if OHIF is not installed, the page states what to do', async () => {
    const { text } = await request(express().use('/viewer', viewerRouter(join(folder, 'missing'))))
      .get('/viewer')
      .expect(503);
    assert.match(text, /scripts\/fetch-ohif\.sh/);
  });
});
