import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { number, text } from '../../dicom/dataset.ts';
import { acquisitionOf } from '../../followup/acquisition.ts';
import { precisionOf } from '../../inference/measure/precision.ts';
import { ENGLISH } from '../../language/en.ts';
import { renderMontage } from '../../report/montage.ts';
import { ARTEFACT_FILES } from '../../results/catalogue.ts';
import { type ToldWarning, toldWarnings } from '../../results/told-warnings.ts';
import type { AnalyzedFiles } from './analyse-files.ts';

/** The JSON document of `lungtrace analyze`: see README, "Command line". */
export type AnalyzeDocument = ReturnType<typeof analyzeDocument>;

/** What `lungtrace analyze` tells of an analysis. */
function analyzeDocument(analyzed: AnalyzedFiles) {
  const { analysis, choice, artefacts, timingsMs } = analyzed;
  const { header, geometry } = analysis.volume;
  const { regions, severityScore, slices } = analysis.measurements;
  return {
    researchUseOnly: true,
    series: {
      studyInstanceUid: text(header, 'StudyInstanceUID'),
      seriesInstanceUid: text(header, 'SeriesInstanceUID'),
      patientId: text(header, 'PatientID'),
      studyDate: text(header, 'StudyDate'),
      seriesNumber: number(header, 'SeriesNumber') ?? null,
      slices: geometry.shape[0],
      spacingMm: geometry.spacing,
      chosenBecause: choice.reason,
    },
    filesLeftOut: analyzed.leftOut,
    refusedSeries: choice.refused.map(({ summary, refusal }) => ({
      seriesInstanceUid: summary.seriesInstanceUid,
      ...refusal,
    })),
    modelSet: analysis.modelSet,
    models: analysis.models.map(({ name, version, sha256 }) => ({ name, version, sha256 })),
    device: analysis.device,
    failedDevices: analysis.failedDevices,
    regions,
    precision: precisionOf(regions),
    severityScore,
    warnings: warningsOf(analyzed),
    slices,
    artefacts: artefacts.map(({ kind, sopClassUid, seriesInstanceUid, sopInstanceUid, bytes }) => ({
      kind,
      file: ARTEFACT_FILES[kind],
      sopClassUid,
      seriesInstanceUid,
      sopInstanceUid,
      bytes: bytes.length,
    })),
    timingsMs,
  };
}

/** What is unusual about the series, then what weakens the numbers of regions. */
function warningsOf({ choice, analysis: { volume, measurements } }: AnalyzedFiles): readonly ToldWarning[] {
  const ofSeries = choice.summary.warnings.map((warning) => ({ ...warning, regions: [] }));
  return [...ofSeries, ...toldWarnings({ measurements, acquisition: acquisitionOf(volume, measurements) }, ENGLISH)];
}

/**
 * Writes the results of an analysis into a folder: the DICOM objects, `measurements.json` and `montage.png`. Results of an
 * earlier run that this one does not have (a SEG, where nothing is infected now) are removed.
 */
export async function saveAnalysis(analyzed: AnalyzedFiles, folder: string): Promise<AnalyzeDocument> {
  const { artefacts, analysis } = analyzed;
  await mkdir(folder, { recursive: true });
  await Promise.all(Object.values(ARTEFACT_FILES).map((name) => rm(join(folder, name), { force: true })));
  const document = analyzeDocument(analyzed);
  await Promise.all([
    ...artefacts.map(({ kind, bytes }) => writeFile(join(folder, ARTEFACT_FILES[kind]), bytes)),
    writeFile(join(folder, 'measurements.json'), `${JSON.stringify(document, null, 2)}\n`),
    renderMontage(analysis.volume, analysis.lungs, analysis.findings).then((png) =>
      writeFile(join(folder, 'montage.png'), png),
    ),
  ]);
  return document;
}
