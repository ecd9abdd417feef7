import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import type { StudyDetail } from '../db/study-detail.ts';
import { text } from '../dicom/dataset.ts';
import { readFolder } from '../dicom/folder.ts';
import { EXIT } from '../errors/entry.ts';
import { untilTold } from '../service/service.ts';
import { ARTEFACTS } from '../results/catalogue.ts';
import { type Demo, startDemo, untilEnded, untilReported } from '../tools/demo/demo.ts';
import { makePhantom, phantomInstances } from '../tools/phantom/phantom.ts';
import { plainTable } from '../tools/plain-table.ts';
import { analyserOf } from './service.ts';
import { measurementTable, requireReadable, terminalProgress, UsageError } from './terminal.ts';

/** `lungtrace demo`: sends a chest CT to a real Orthanc and prints the results. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('starts Orthanc and the service, sends a chest CT and shows what comes back')
    .argument('[folder]', 'DICOM files to send; a generated chest phantom without it')
    .option('--once', 'end when the results are there, instead of staying up')
    .action(async (folder: string | undefined, { once }: { once?: true }) => {
      await requireReadable(folder);
      const files = folder === undefined ? phantomFiles() : await folderFiles(folder);
      // From here on a terminal that goes leaves neither programs nor files behind.
      const told = untilTold();
      const demo = await startDemo(analyserOf(loadConfig()));
      try {
        const shown = sendAndShow(demo, files).then(() => (once ? undefined : stayUp(told)));
        await Promise.race([shown, told, demo.service.outdated]);
      } finally {
        await demo.stop();
      }
    });
}

async function stayUp(told: Promise<void>): Promise<void> {
  console.log('\nCtrl+C ends Orthanc and the service and removes what they stored.');
  await told;
}

/** DICOM files by study. */
type Files = ReadonlyMap<string, readonly (() => Promise<Uint8Array>)[]>;

function phantomFiles(): Files {
  const phantom = makePhantom();
  const files = phantomInstances(phantom).map(
    ({ bytes }) =>
      () =>
        Promise.resolve(bytes),
  );
  return new Map([[text(phantom.volume.header, 'StudyInstanceUID'), files]]);
}

async function folderFiles(folder: string): Promise<Files> {
  const { instances, unreadable } = await readFolder([folder]);
  for (const { refusal } of unreadable) console.error(`lungtrace: not sent: ${refusal.message}`);
  if (instances.length === 0) throw new UsageError('noFiles', { folder });
  const studies = Map.groupBy(instances, ({ header }) => text(header, 'StudyInstanceUID'));
  return new Map(
    [...studies].map(([uid, members]) => [
      uid,
      members.map(
        ({ origin }) =>
          () =>
            readFile(origin),
      ),
    ]),
  );
}

async function sendAndShow(demo: Demo, files: Files): Promise<void> {
  console.log(`Orthanc listens on ${demo.orthanc.url}, lungtrace on ${demo.url} (${demo.service.device}).`);
  const progress = terminalProgress();
  for (const [studyInstanceUid, study] of files) {
    for (const [index, read] of study.entries()) {
      progress.show('send', index, study.length);
      await demo.orthanc.send(await read());
    }
    const ended = await untilEnded(demo, studyInstanceUid, study.length, (stage, share) =>
      progress.show(stage, share * 100, 100),
    );
    const shown =
      ended.state === 'done' ? await untilReported(demo, ended, () => progress.show('report', 0, 1)) : ended;
    progress.end();
    show(demo, shown);
  }
}

function show(demo: Demo, study: StudyDetail): void {
  console.log(`\nStudy ${study.studyInstanceUid}: ${study.state}`);
  const { analysis, artefacts, failures } = study;
  if (study.state !== 'done' || analysis === undefined) {
    for (const { code, message } of failures) console.log(`  ${code}: ${message}`);
    process.exitCode = study.state === 'refused' ? EXIT.refused : EXIT.failed;
    return;
  }
  const series = { seriesInstanceUid: analysis.seriesInstanceUid, slices: analysis.numberOfSlices };
  console.log(measurementTable({ ...analysis, series }));
  console.log('\nStored in Orthanc:');
  const stored = artefacts.map(({ kind, sopInstanceUid, bytes }) => [
    `  ${ARTEFACTS[kind].words}`,
    sopInstanceUid,
    `${(bytes / 1024).toFixed(0)} KiB`,
  ]);
  console.log(plainTable(stored));
  console.log(`\nWhere to look:
  study    ${demo.url}/studies/${study.studyInstanceUid}
  report   ${demo.url}/api/studies/${study.studyInstanceUid}/report.html
  PDF      ${demo.url}/api/studies/${study.studyInstanceUid}/report.pdf
  viewer   ${demo.url}/viewer?StudyInstanceUIDs=${study.studyInstanceUid}
  JSON     ${demo.url}/api/studies/${study.studyInstanceUid}
  Orthanc  ${demo.orthanc.url}/app/explorer.html`);
}
