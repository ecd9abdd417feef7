import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { tinyCt, type TinyCt } from '../support/ct.ts';
import { type Answer, empty, type Quirk } from '../support/fake-archive.ts';
import { body, datasets, either, on, without } from '../support/quirk-parts.ts';
import { type QuirkyWorld, startQuirkyWorld } from '../support/quirky-world.ts';
import { until } from '../support/until.ts';
import { hardCase } from './case.ts';

const NUMBER_OF_INSTANCES = '00201208';
const counted = (count: unknown): Quirk =>
  datasets(['studies', 'series'], (one) => ({ ...one, [NUMBER_OF_INSTANCES]: { vr: 'IS', Value: [count] } }));

/** How a study is listed, as far as its number of instances goes. */
const COUNTS: Readonly<Record<string, Quirk>> = {
  'no count': without('studies', NUMBER_OF_INSTANCES),
  'a count of 0': counted(0),
  'a count that is no number': counted('many'),
  'a count that fits into no integer': counted(1e15),
  'a count of -1': counted(-1),
  'no count, and an archive that refuses an offset': either(
    on(['series', 'instances'], (answer, { query }) => (query.has('offset') ? empty(400) : answer)),
    without('studies', NUMBER_OF_INSTANCES),
  ),
};

/** Datasets of a list of studies that are of no use; the study beside them is. */
const MALFORMED: Readonly<Record<string, Quirk>> = {
  'without its UID': without('studies', '0020000D'),
  'with a UID that is a number': datasets('studies', (one) => ({ ...one, '0020000D': { vr: 'UI', Value: [1.2] } })),
  'with a UID that leads elsewhere': datasets('studies', (one) => ({
    ...one,
    '0020000D': { vr: 'UI', Value: ['../..'] },
  })),
  'that is null': datasets('studies', () => null),
  'that is a string': datasets('studies', () => 'a study'),
  'whose elements are strings': datasets('studies', () => ({ '0020000D': '1.2.3', '00100010': 'Doe^Jane' })),
  'with __proto__': datasets('studies', () => JSON.parse('{"__proto__":{"x":1},"0020000D":{"vr":"UI","Value":[{}]}}')),
};

const nothing = (answer: Answer): Quirk =>
  on('studies', (given, { query }) => (query.has('StudyDate') ? answer : given));
const NOTHING: Readonly<Record<string, Quirk>> = {
  'status 204': nothing(empty(204)),
  'an empty body': nothing(empty(200)),
  'an empty body, as JSON': nothing(body(200, '', 'application/dicom+json')),
  'an empty page': nothing(body(200, '<!DOCTYPE html>\n<html><head></head><body></body></html>', 'text/html')),
  null: nothing(body(200, 'null', 'application/json')),
  'an empty list': nothing(body(200, '[]', 'application/json')),
  'an empty object': nothing(body(200, '{}', 'application/json')),
  'status 404 with a body': nothing(body(404, '{"message":"no match"}', 'application/json')),
  'status 404 without a body': nothing(empty(404)),
};

const TROUBLE: Readonly<Record<string, readonly [Quirk, RegExp]>> = {
  'a sign-in page': [on('studies', () => body(200, '<form>Sign in</form>', 'text/html')), /it sends text\/html/],
  'status 404 whatever it is asked': [on('studies', () => empty(404)), /404 whatever it is asked/],
  'status 503': [on('studies', () => empty(503)), /status 503/],
  'a message that is no dataset': [on('studies', () => body(200, '{"error":"x"}', 'application/json')), /no dataset/],
};

suite('queries', () => {
  let world: QuirkyWorld;
  const studies = new Map<string, TinyCt>();
  before(async () => {
    world = await startQuirkyWorld();
    for (const [name, quirk] of Object.entries({ ...COUNTS, ...MALFORMED })) studies.set(name, world.add(name, quirk));
  });
  after(() => world.stop());
  const health = async () =>
    (await (await fetch(`${world.url}/api/health`)).json()) as { ok: boolean; pacs: PacsHealth };

  for (const name of Object.keys(COUNTS))
    hardCase('counts', name, 'analysed; analysed again with the late slices', async () => {
      const ct = studies.get(name)!;
      assert.equal((await world.reaches(ct, 'done')).analysis?.numberOfSlices, 24);
      for (const file of tinyCt({ name: name.slice(0, 60), patientId: name.slice(0, 60), slices: 2, from: 24 }).files)
        world.archive.add(file);
      const whole = async () => (await world.study(ct))?.analysis?.numberOfSlices === 26;
      await until(whole, 'the late slices are analysed', 200);
      return 'analysed; analysed again with the late slices';
    });

  for (const name of Object.keys(MALFORMED))
    hardCase('hostile', `a study ${name} in a list of studies`, 'left out; the others are analysed', async () => {
      assert.equal(await world.study(studies.get(name)!), undefined);
      assert.equal((await world.reaches(studies.get('no count')!, 'done')).state, 'done');
      return 'left out; the others are analysed';
    });

  hardCase('nothing', 'health and status', 'say how many studies the query for new ones shows', async () => {
    const { pacs } = await health();
    const seen = [pacs.ok, pacs.studies, pacs.more, pacs.malformed];
    assert.deepEqual(seen, [true, Object.keys(COUNTS).length, false, Object.keys(MALFORMED).length]);
    assert.match(pacs.asked, /^\d{8}-\d{8} CT$/);
    const page = await (await fetch(`${world.url}/status`)).text();
    assert.match(
      page,
      new RegExp(
        `${Object.keys(COUNTS).length} studies for the query \\d{8}-\\d{8} CT; ${Object.keys(MALFORMED).length} cannot be read`,
      ),
    );
    return 'say how many studies the query for new ones shows';
  });

  for (const [name, quirk] of Object.entries(NOTHING))
    hardCase('nothing', `no study: ${name}`, 'health is good and shows 0 studies', async () => {
      world.archive.setQuirk('', quirk);
      const { ok, pacs } = await health();
      assert.deepEqual([ok, pacs.studies, pacs.malformed], [true, 0, 0], JSON.stringify(pacs));
      return `health is good and shows ${pacs.studies} studies`;
    });

  for (const [name, [quirk, message]] of Object.entries(TROUBLE))
    hardCase('nothing', `not nothing: ${name}`, 'health is bad, by name', async () => {
      world.archive.setQuirk('', quirk);
      const { ok, pacs } = await health();
      assert.equal(ok, false);
      assert.match(pacs.problem ?? '', message);
      return 'health is bad, by name';
    });

  hardCase('nothing', 'a study that is announced, but not in the archive', 'failed by name, not refused', async () => {
    world.archive.setQuirk('', undefined);
    const ct = world.add('soon deleted');
    const { studyInstanceUid } = ct;
    world.archive.setQuirk(
      studyInstanceUid,
      on(['studies', 'series'], (answer, { query, kind }) =>
        kind === 'series' || query.has('StudyInstanceUID') ? { ...answer, datasets: [] } : answer,
      ),
    );
    const { failureMessage } = await world.reaches(ct, 'failed');
    assert.match(failureMessage ?? '', /holds no series of the study/);
    return 'failed by name, not refused';
  });
});

interface PacsHealth {
  readonly ok: boolean;
  readonly studies: number;
  readonly more: boolean;
  readonly malformed: number;
  readonly asked: string;
  readonly problem?: string;
}
