import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { StudyDetail } from '../../src/db/study-detail.ts';
import { text } from '../../src/dicom/dataset.ts';
import { readFolder } from '../../src/dicom/folder.ts';
import { openAnalyser } from '../../src/service/jobs/threaded-analyser.ts';
import { type Demo, startDemo, untilEnded } from '../../src/tools/demo/demo.ts';
import { makePhantom, phantomInstances } from '../../src/tools/phantom/phantom.ts';
import { without } from '../support/programs.ts';
import { shared, withoutShared } from '../support/shared.ts';
import { tinyModels } from '../support/tiny-models.ts';

suite(
  'every edge case is sent to Orthanc at once, followed by a chest CT:',
  {
    skip: withoutShared || without('/usr/sbin/Orthanc'),
  },
  () => {
    let models: Awaited<ReturnType<typeof tinyModels>>;
    let demo: Demo;
    const sent = new Set<string>();

    before(async () => {
      models = await tinyModels();
      demo = await startDemo(() => openAnalyser(models.path, ['cpu']));
      for (const path of await filesBelow(shared('edge'))) {
        const study = await studyOf(path);
        // Orthanc itself turns away what it cannot read at all.
        const taken = await demo.orthanc.send(await readFile(path)).then(
          () => true,
          () => false,
        );
        if (taken && study !== '') sent.add(study);
      }
    });
    after(async () => {
      await demo?.stop();
      await models?.remove();
    });

    test('the chest CT is still analysed', async () => {
      const phantom = makePhantom({ shape: [30, 96, 96] });
      for (const { bytes } of phantomInstances(phantom)) await demo.orthanc.send(bytes);
      const ended = await untilEnded(demo, text(phantom.volume.header, 'StudyInstanceUID'), 30, () => {});
      assert.equal(ended.state, 'done');
    });

    test('every study with CT is refused with a code and a sentence, none fails, none waits forever', async () => {
      assert.ok(sent.size >= 8, `Orthanc took ${sent.size} studies`);
      let refused = 0;
      for (const uid of sent) {
        const study = await settled(uid);
        if (study === undefined) continue;
        assert.equal(study.state, 'refused', `${uid}: ${JSON.stringify(study.failures)}`);
        assert.match(study.failures[0]?.code ?? '', /^[A-Z_]+$/);
        assert.ok((study.failures[0]?.message ?? '').length > 20);
        refused++;
      }
      assert.ok(refused >= 5, `${refused} studies were refused`);
    });

    /** The study when the service has done with it; undefined when the service was never told of it. */
    async function settled(uid: string): Promise<StudyDetail | undefined> {
      if ((await demo.study(uid)) === undefined) return undefined;
      return await untilEnded(demo, uid, 0, () => {});
    }
  },
);

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function studyOf(path: string): Promise<string> {
  const { instances } = await readFolder([path]);
  return instances[0] === undefined ? '' : text(instances[0].header, 'StudyInstanceUID');
}
