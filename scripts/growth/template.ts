import { type FinishedAnalysis, writeAnalysis } from '../../src/db/analyses.ts';
import { appendAudit } from '../../src/db/audit.ts';
import { storedObject } from '../../src/db/artefacts.ts';
import { noteAnnounced, noteSightings } from '../../src/db/arrivals.ts';
import { writeCorrections } from '../../src/db/corrections.ts';
import type { Database } from '../../src/db/database.ts';
import { writeFollowUp } from '../../src/db/follow-ups.ts';
import type { Queue } from '../../src/db/queue.ts';
import { beginLook, endLook, writeProgress } from '../../src/db/states.ts';
import { writeStudy } from '../../src/db/studies.ts';
import { text } from '../../src/dicom/dataset.ts';
import { refusal } from '../../src/errors/refusal-error.ts';
import { DEFAULT_THRESHOLDS } from '../../src/followup/change.ts';
import { PIXEL_SETTINGS } from '../../src/inference/analyse-volume.ts';
import { lesionsOf } from '../../src/inference/lesions/lesions.ts';
import { histogramOf } from '../../src/inference/measure/histogram.ts';
import { makeThumbnails } from '../../src/report/thumbnails.ts';
import { makeViews } from '../../src/report/views.ts';
import { contentOf, identify, reportedFindings, writeArtefacts } from '../../src/results/artefacts.ts';
import { announcer } from '../../src/service/arrivals/announce.ts';
import { makePhantom } from '../../src/tools/phantom/phantom.ts';
import { simpleAnalyser } from '../../test/support/simple-analyser.ts';

const SLICES = 300;
/** Steps of progress that a study of 300 slices reports. */
const STEPS = 60;

/** Records one study of 300 slices in an empty database by the functions that the service itself calls: every key is 1. */
export async function writeTemplate(database: Database, queue: Queue): Promise<void> {
  const { studyInstanceUid, header, finished } = await analysedPhantom();
  await noteSightings(database, [{ studyInstanceUid, instances: SLICES }]);
  await announcer(database, queue)(studyInstanceUid, 'changes');
  await noteAnnounced(database, studyInstanceUid);
  await database.transaction((tx) => beginLook(tx, studyInstanceUid));
  for (let step = 1; step <= STEPS; step++) await writeProgress(database, studyInstanceUid, 'infection', step / STEPS);
  const topogram = {
    ...header,
    SeriesInstanceUID: `${text(header, 'SeriesInstanceUID')}.1`,
    SeriesDescription: 'Topogram',
  };
  const series = [
    { header, numberOfInstances: SLICES, rank: 1, reason: 'Thin axial slices with a lung kernel.', refusal: undefined },
    {
      header: topogram,
      numberOfInstances: 1,
      rank: null,
      reason: '',
      refusal: refusal('LOCALIZER', { series: 'Series 1' }),
    },
  ];
  await database.transaction(async (tx) => {
    const keys = await writeStudy(tx, studyInstanceUid, header, series);
    const analysis = await writeAnalysis(tx, keys, finished);
    await endLook(tx, studyInstanceUid, 'done', { contentHash: finished.contentHash, analysedBy: 'growth' });
    await queue.sendFollowUp(tx, keys.patient);
    await writeFollowUp(tx, analysis, firstFollowUp(finished));
  });
  const by = { user: 'anna', role: 'viewer', via: 'session', address: '192.0.2.7' } as const;
  await appendAudit(database, { event: 'study-seen', by, study: studyInstanceUid });
  await writeCorrections(database, studyInstanceUid, {
    seriesInstanceUid: null,
    excludedFromFollowUp: false,
    confirmedIdentity: true,
    note: 'The same patient: the name was misspelt.',
    correctedBy: 'growth',
  });
}

async function analysedPhantom() {
  const phantom = makePhantom({ shape: [SLICES, 64, 64] });
  const performedAt = new Date();
  const signal = new AbortController().signal;
  const analysis = await simpleAnalyser().analyse(phantom.volume, { signal, onProgress: () => {} });
  const options = { performedAt, lungsSeg: true, settings: PIXEL_SETTINGS };
  const { volume, lungs, findings, measurements } = analysis;
  const finished: FinishedAnalysis = {
    key: identify(analysis, options),
    contentHash: contentOf(volume),
    analysis,
    artefacts: writeArtefacts(analysis, options).map(storedObject),
    reportedFindings: reportedFindings(volume, findings),
    thumbnails: await makeThumbnails(volume, lungs, findings, measurements),
    views: await makeViews(volume, lungs, findings),
    histogram: histogramOf(volume.hu, lungs, findings),
    lesions: lesionsOf(volume.geometry, lungs, findings),
    performedAt,
    timingsMs: { fetch: 900, decode: 400, thumbnails: 300, store: 250, ...analysis.timingsMs, total: 20_000 },
  };
  const { header } = volume;
  return { studyInstanceUid: text(header, 'StudyInstanceUID'), header, finished };
}

function firstFollowUp({ key, performedAt }: FinishedAnalysis) {
  const nothing = {
    leftOut: [],
    lesions: null,
    category: null,
    headline: '',
    warnings: [],
    thresholds: DEFAULT_THRESHOLDS,
    language: 'en',
  } as const;
  const summary =
    'Infection in both lungs, 12.3 % of the lung volume, mostly ground-glass opacity. This is the first study.';
  return { ...nothing, identity: key, compared: [key], summary, performedAt };
}
