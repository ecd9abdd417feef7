import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, suite, test } from 'node:test';
import { text } from '../../src/dicom/dataset.ts';
import { limitOf } from '../../src/inference/measure/repeatability.ts';
import { ENGLISH } from '../../src/language/en.ts';
import type { Phantom } from '../../src/tools/phantom/phantom.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { countRegions } from '../support/naive-regions.ts';
import { type PhantomWorld, startPhantomWorld } from '../support/phantom-world.ts';
import { without } from '../support/programs.ts';
import { until } from '../support/until.ts';

/** Outbreak on both sides; then the right lung heals step by step, while the left one gets worse. */
const COURSE = [
  { studyDate: '20200301', lesionScale: 1, lesionScaleLeft: 0.5 },
  { studyDate: '20200308', lesionScale: 0.8, lesionScaleLeft: 0.7 },
  { studyDate: '20200315', lesionScale: 0.4, lesionScaleLeft: 0.95 },
] as const;

interface FollowUpAnswer {
  readonly sentences: readonly string[];
  readonly comparison: {
    readonly verdict: {
      readonly kind: string;
      readonly headline: string;
      readonly worse: readonly string[];
      readonly better: readonly string[];
    };
    readonly lesions: {
      readonly lesions: readonly {
        readonly number: number;
        readonly trackingUid: string;
        readonly side: string;
        readonly nowMl: number;
        readonly beforeMl: number;
        readonly verdict: string;
      }[];
    } | null;
  } | null;
}

const skip = without('Orthanc', 'pdftotext', 'dsrdump', 'dciodvfy');
suite('a patient with three studies, of whose lungs one heals and the other gets worse', { skip }, () => {
  let world: PhantomWorld;
  const phantoms: Phantom[] = [];
  let last = '';
  const counted = () => phantoms.map(countRegions);
  const get = async (path: string): Promise<Response> => {
    const response = await fetch(`${world.url}${path}`);
    assert.equal(response.status, 200, path);
    return response;
  };
  const followUp = async () => (await (await get(`/api/studies/${last}/follow-up`)).json()) as FollowUpAnswer;

  before(async () => {
    world = await startPhantomWorld();
    for (const one of COURSE)
      phantoms.push(
        await world.analysed({ patientId: 'MIXED', patientName: 'Mixed^Mia', shape: [28, 96, 96], ...one }),
      );
    last = text(phantoms[2]!.volume.header, 'StudyInstanceUID');
    const isCompared = async () => {
      const response = await fetch(`${world.url}/api/studies/${last}/follow-up`);
      return response.status === 200 && ((await response.json()) as FollowUpAnswer).comparison !== null;
    };
    await until(isCompared, 'the last study is compared', 60);
  });
  after(() => world.stop());

  test('the phantoms are what the tests are about: the right lung falls and the left one rises', () => {
    const [, before, now] = counted();
    assert.ok(now!.right.infected < before!.right.infected - 2);
    assert.ok(now!.left.infected > before!.left.infected + 2);
  });

  test('the API judges the course as mixed and names the lungs and zones', async () => {
    const { comparison, sentences } = await followUp();
    const { kind, headline, worse, better } = comparison!.verdict;
    assert.deepEqual([kind, headline], ['mixed', 'Mixed (worse: left lung; better: right lung)']);
    assert.ok(worse.includes('left') && worse.includes('leftLower'));
    assert.ok(better.includes('right') && better.includes('rightLower'));
    assert.ok([...worse, ...better].every((region) => region.startsWith(worse.includes(region) ? 'left' : 'right')));
    assert.match(
      sentences[0]!,
      /^The course is mixed: infection has increased in the left lung, and decreased in the right/,
    );
  });

  test('worklist and page lead to the study beside the one before, where there is one', async () => {
    const [first = '', previous = ''] = phantoms.map(({ volume }) => text(volume.header, 'StudyInstanceUID'));
    for (const path of ['/', `/studies/${last}`]) {
      const page = await (await get(path)).text();
      const [, address = ''] = new RegExp(`href="(/patients/\\d+/compare\\?study=${last})"`).exec(page) ?? [];
      const compared = await (await get(address)).text();
      assert.ok(compared.includes(`/studies/${last}"`) && compared.includes(`/studies/${previous}"`), path);
      assert.ok(!compared.includes(`/studies/${first}"`), path);
    }
    assert.ok(!(await (await get(`/studies/${first}`)).text()).includes('/compare'));
  });

  test('headline, sentence and table of the HTML report say so, with the numbers counted in the masks', async () => {
    const page = (await (await get(`/api/studies/${last}/report.html`)).text()).replaceAll('\u00a0', ' ');
    assert.match(page, /<p class="verdict">Mixed \(worse: left lung; better: right lung\)<\/p>/);
    const [, before, now] = counted();
    const earlier = (region: 'left' | 'right') => `(before ${ENGLISH.decimal(before![region].infected)} %`;
    assert.ok(now!.right.infected < limitOf('right', 'infected'));
    assert.match(page, /<section class="summary worse"/);
    assert.ok(page.includes(`Worse: left lung ${ENGLISH.decimal(now!.left.infected)} % ${earlier('left')}`));
    assert.ok(page.includes(`Better: right lung &lt;${limitOf('right', 'infected')} % ${earlier('right')}`));
    assert.match(page, /<tr class="worse"><th scope="row">Left lung<\/th>.*<td class="course">worse<\/td>/);
    assert.match(page, /<tr class="better"><th scope="row">Right lung<\/th>.*<td class="course">better<\/td>/);
  });

  test('the PDF says so', async () => {
    const pdf = Buffer.from(await (await get(`/api/studies/${last}/report.pdf`)).arrayBuffer());
    const page = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString();
    assert.match(page, /Mixed \(worse: left lung; better: right lung\)/);
    assert.match(page, /Left lung .* worse /);
    assert.match(page, /Right lung .* better /);
  });

  test('the SR in the archive says so in codes and in words', async () => {
    const detail = (await (await get(`/api/studies/${last}`)).json()) as {
      artefacts: { kind: string; seriesInstanceUid: string; sopInstanceUid: string }[];
    };
    const sr = detail.artefacts.find(({ kind }) => kind === 'follow-up-sr')!;
    const { url, headers } = world.orthanc;
    const found = await fetch(`${url}/tools/lookup`, { method: 'POST', headers, body: sr.sopInstanceUid });
    const [{ ID }] = (await found.json()) as [{ ID: string }];
    const stored = new Uint8Array(await (await fetch(`${url}/instances/${ID}/file`, { headers })).arrayBuffer());
    await withFiles({ sr: stored }, async ({ sr: path }) => {
      assert.deepEqual(await iodErrors(path!), []);
      const printed = await output('dsrdump', '+Pl', path!);
      const courses = [...printed.matchAll(/"Course of infection since previous CT"\)=\(([A-Z-]+),99LUNGTRACE/g)];
      assert.deepEqual(
        courses.slice(0, 3).map(([, code]) => code),
        ['MIXED', 'DECREASING', 'INCREASING'],
      );
      assert.equal(printed.match(/"Course of the lesion since the previous CT"\)=\((GROWN|SHRUNK)/g)?.length, 4);
      assert.match(printed, /"Summary"\)="The course is mixed: infection has increased in the left lung/);
    });
  });

  test('lesions of the right lung shrink and those of the left one grow, under the same tracking UIDs as before', async () => {
    const { lesions } = (await followUp()).comparison!.lesions!;
    assert.deepEqual(lesions.map(({ side, verdict }) => [side, verdict]).toSorted(), [
      ['left', 'grown'],
      ['left', 'grown'],
      ['right', 'shrunk'],
      ['right', 'shrunk'],
    ]);
    const { volume, lungs, findings } = phantoms[2]!;
    const voxelMl = volume.geometry.spacing.reduce((product, mm) => product * mm) / 1000;
    const infectedMl = findings.reduce((sum, finding, at) => sum + (finding > 0 && lungs[at] === 2 ? voxelMl : 0), 0);
    const nowMl = lesions.reduce((sum, lesion) => sum + (lesion.side === 'left' ? lesion.nowMl : 0), 0);
    assert.ok(Math.abs(nowMl - infectedMl) < 0.5, `${nowMl} of ${infectedMl}`);
    const middle = text(phantoms[1]!.volume.header, 'StudyInstanceUID');
    const before = (await (await get(`/api/studies/${middle}/follow-up`)).json()) as FollowUpAnswer;
    const uids = ({ comparison }: FollowUpAnswer) =>
      comparison!.lesions!.lesions.map((one) => one.trackingUid).toSorted();
    assert.deepEqual(uids(before), uids(await followUp()));
  });

  test('page, compare page, HTML and PDF list the lesions, and draw them', async () => {
    const { patient } = (await (await get(`/api/studies/${last}`)).json()) as { patient: number };
    const paths = [`/patients/${patient}`, `/patients/${patient}/compare`, `/api/studies/${last}/report.html`];
    for (const path of paths) {
      const page = await (await get(path)).text();
      assert.match(page, /Lesions since 2020-03-08: 2 grown, 2 shrunk\./, path);
      assert.match(page, /<tr class="worse">\s*<th scope="row">Lesion \d<\/th>[\s\S]*?>grown<\/td>/, path);
      assert.match(page, /<svg role="img" aria-label="Lungs from the front[\s\S]*?<path fill="#e65100"/, path);
    }
    const pdf = Buffer.from(await (await get(`/api/studies/${last}/report.pdf`)).arrayBuffer());
    const printed = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString();
    assert.match(printed, /Lesion \d\s+Left .*grown/);
    assert.equal(printed.split('\f').length - 1, 2);
  });

  test("the patient's page says so beside the timepoint", async () => {
    const { patient } = (await (await get(`/api/studies/${last}`)).json()) as { patient: number };
    const page = await (await get(`/patients/${patient}`)).text();
    assert.match(page, /<p class="strong">Mixed \(worse: left lung; better: right lung\)<\/p>/);
    assert.equal(page.match(/Mixed \(worse: left lung; better: right lung\)/g)?.length, 3);
  });

  test('the page that compares studies reads what is below its limit as the report does', async () => {
    const page = await (await get('/patients/1/compare')).text();
    const [row = ''] = /<th scope="row">Right lung, [\s\S]*?<\/tr>/.exec(page) ?? [];
    assert.match(row, new RegExp(`&lt;${limitOf('right', 'infected')}\\b`));
  });
});
