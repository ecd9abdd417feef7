import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Dataset } from '../../src/dicom/dataset.ts';
import { derivedUid } from '../../src/dicom/references.ts';
import { type ArchiveWorld, startArchiveWorld } from '../support/archive-world.ts';
import { tinyCt, type TinyCt } from '../support/ct.ts';
import { deflatedPixels, fragments, hostileFile, nested, SYNTAX } from '../support/hostile-files.ts';
import { jpegLossless } from '../support/hostile-images.ts';
import { hardCase } from './case.ts';

let world: ArchiveWorld;
before(async () => (world = await startArchiveWorld()));
after(() => world.stop());

/** Gives the archive a study of hostile slices, whose headers it shows as those of any CT. */
function addHostile(name: string, slice: (header: Dataset, index: number) => Uint8Array): string {
  const study = derivedUid('test', 'limits', name);
  for (let index = 0; index < 24; index++) {
    const header = {
      StudyInstanceUID: study,
      SeriesInstanceUID: derivedUid('test', 'limits', name, 'series'),
      SOPInstanceUID: derivedUid('test', 'limits', name, String(index)),
    };
    world.archive.add(slice(header, index), hostileFile({ header, index }));
  }
  return study;
}

async function refusalOf(study: string): Promise<string> {
  await world.service.announce(study, 'notification');
  await world.service.reaches(study, 'refused');
  const [row] = await world.database.query(
    'select f.code from failures f join studies s on s.id = f.study where s.study_instance_uid = $1 order by f.id desc',
    [study],
  );
  return String(row?.['code']);
}

async function analysisTime(ct: TinyCt): Promise<number> {
  for (const file of ct.files) world.archive.add(file);
  const start = performance.now();
  await world.service.announce(ct.studyInstanceUid, 'notification');
  await world.service.reaches(ct.studyInstanceUid, 'done');
  return performance.now() - start;
}

const hostile: readonly [name: string, code: string, slice: (header: Dataset, index: number) => Uint8Array][] = [
  ['deflated pixels of 256 MiB a slice', 'TOO_LARGE', (header, index) => deflatedPixels(256, { header, index })],
  [
    'sequences 100,000 deep in every slice',
    'TOO_LARGE',
    (header, index) => hostileFile({ header, index, inserted: nested(0x00400275, 100_000, false) }),
  ],
  [
    'JPEG images larger than their headers say',
    'UNDECODABLE',
    (header, index) =>
      hostileFile({
        header,
        index,
        syntax: SYNTAX.jpegLossless,
        pixels: fragments([jpegLossless(65535, 65535)]),
      }),
  ],
];

for (const [name, code, slice] of hostile)
  hardCase('limits', `a study of the archive with ${name}`, `refused: ${code}`, async () => {
    const start = performance.now();
    assert.equal(await refusalOf(addHostile(name, slice)), code);
    assert.ok(performance.now() - start < 30_000, 'it took more than 30 s');
    return `refused: ${code}`;
  });

hardCase('limits', 'a good study beside a hostile one', 'analysed as fast as alone', async () => {
  const alone = await analysisTime(tinyCt({ name: 'alone' }));
  const study = addHostile('beside', hostile[0]![2]);
  await world.service.announce(study, 'notification');
  const beside = await analysisTime(tinyCt({ name: 'beside' }));
  await world.service.reaches(study, 'refused');
  // The queue is asked for jobs every two seconds.
  assert.ok(beside < 1.5 * alone + 4000, `${beside.toFixed(0)} ms instead of ${alone.toFixed(0)} ms`);
  return 'analysed as fast as alone';
});
