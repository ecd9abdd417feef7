import { text } from '../../dicom/dataset.ts';
import { type FolderContent, readFolder } from '../../dicom/folder.ts';
import type { Instance } from '../../dicom/instance.ts';
import type { PixelDecoder } from '../../dicom/pixels/decoder.ts';
import { refusal, RefusalError } from '../../errors/refusal-error.ts';
import { analyseVolume, type Analysis, type AnalysisStage, PIXEL_SETTINGS } from '../../inference/analyse-volume.ts';
import type { Network } from '../../inference/network/network.ts';
import { type Artefact, writeArtefacts } from '../../results/artefacts.ts';
import type { FiledKind } from '../../results/catalogue.ts';
import { buildVolume } from '../../volume/build.ts';
import { type Choice, chooseSeries, nothingLeft, selectSeries, summariseSeries } from '../../volume/series/select.ts';
import { seriesKey } from '../../volume/series/repeats.ts';
import type { Volume } from '../../volume/volume.ts';
import { type LeftOutFile, refuseIncomplete, withoutHomeless } from './left-out.ts';

export interface AnalyzeOptions {
  readonly network: Network;
  readonly decoder: PixelDecoder;
  readonly performedAt: Date;
  readonly lungsSeg: boolean;
  readonly onProgress?: (stage: 'read' | 'decode' | AnalysisStage, done: number, total: number) => void;
  /** Called for each file that takes no part, also when the others are refused. */
  readonly onLeftOut?: (file: LeftOutFile) => void;
}

/** Milliseconds of each stage, and of all. */
export type AnalyzeTimings = Readonly<Record<'read' | 'decode' | AnalysisStage | 'seg' | 'sr' | 'total', number>>;

/** What became of files: the chosen series, its analysis and the objects that show it. */
export interface AnalyzedFiles {
  readonly choice: Choice<Analysis>;
  readonly analysis: Analysis;
  readonly artefacts: readonly Artefact<FiledKind>[];
  readonly leftOut: readonly LeftOutFile[];
  readonly timingsMs: AnalyzeTimings;
}

/**
 * Analyses the chest CT of one study in files and folders, without PACS and database.
 * Throws RefusalError when no series in them can be analysed, or when they hold several studies with one.
 */
export async function analyseFiles(paths: readonly string[], options: AnalyzeOptions): Promise<AnalyzedFiles> {
  const start = performance.now();
  options.onProgress?.('read', 0, 1);
  let read = 0;
  let decode = 0;
  const decoded = (instances: readonly Instance[]) => {
    options.onProgress?.('decode', 0, 1);
    const begin = performance.now();
    return buildVolume(instances, options.decoder).finally(() => (decode += performance.now() - begin));
  };
  const analysed = (volume: Volume) => analyseVolume(volume, options.network, options);
  const leftOut: LeftOutFile[] = [];
  const leaveOut = (file: LeftOutFile) => {
    leftOut.push(file);
    options.onLeftOut?.(file);
  };
  // Chained, so that nothing holds on to the files while their volume is analysed.
  const choice = await readFolder(paths)
    .finally(() => (read = performance.now() - start))
    .then((content) => choose(content, leaveOut, (instances) => decoded(instances).then(analysed)));
  const analysis = choice.result;
  const artefacts = writeArtefacts(analysis, { ...options, settings: PIXEL_SETTINGS });
  const writing = (isSr: boolean) =>
    artefacts
      .filter(({ kind }) => kind.endsWith('-seg') !== isSr)
      .reduce((sum, { writtenInMs }) => sum + writtenInMs, 0);
  const timingsMs = {
    read,
    decode,
    ...analysis.timingsMs,
    seg: writing(false),
    sr: writing(true),
    total: performance.now() - start,
  };
  return { choice, analysis, artefacts, leftOut, timingsMs };
}

async function choose(
  content: FolderContent,
  leaveOut: (file: LeftOutFile) => void,
  analyse: (instances: readonly Instance[]) => Promise<Analysis>,
): Promise<Choice<Analysis>> {
  const { instances, homeless } = withoutHomeless(content.instances);
  const unreadable = [...content.unreadable, ...homeless];
  for (const { origin, refusal } of unreadable) leaveOut({ file: origin, ...refusal });
  if (instances.length === 0) throw nothingLeft(unreadable.map(({ refusal }) => refusal));
  const series = Map.groupBy(instances, ({ header }) => seriesKey(header));
  const selection = selectSeries(summariseSeries(instances.map(({ header }) => header)));
  refuseSeveralStudies(selection.ranked.map(({ summary }) => summary.studyInstanceUid));
  return chooseSeries(selection, async (summary) => {
    const key = `${summary.studyInstanceUid} ${summary.seriesInstanceUid}`;
    const chosen = series.get(key) as Instance[];
    series.delete(key);
    refuseIncomplete(chosen, unreadable);
    const isLocalizer = ({ header }: Instance) => summary.leftOut.includes(text(header, 'SOPInstanceUID'));
    for (const { origin } of chosen.filter(isLocalizer))
      leaveOut({ file: origin, ...refusal('LOCALIZER', { series: origin }) });
    return await analyse(chosen.filter((instance) => !isLocalizer(instance)));
  });
}

function refuseSeveralStudies(studies: readonly string[]): void {
  const different = [...new Set(studies)];
  if (different.length <= 1) return;
  throw new RefusalError(refusal('SEVERAL_STUDIES', { count: different.length, studies: different.join(', ') }));
}
