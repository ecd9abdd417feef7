import { number, text } from '../../dicom/dataset.ts';
import type { AnalyzedFiles } from './analyse-files.ts';

/** The JSON document of `lungtrace analyze`: see README, "Command line". */
export type AnalyzeDocument = ReturnType<typeof analyzeDocument>;

/** What `lungtrace analyze` tells of an analysis. `files` names the file of each artefact. */
export function analyzeDocument(analyzed: AnalyzedFiles, files: Readonly<Record<string, string>>) {
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
    refusedSeries: choice.refused.map(({ summary, refusal }) => ({
      seriesInstanceUid: summary.seriesInstanceUid,
      ...refusal,
    })),
    modelSet: analysis.modelSet,
    models: analysis.models.map(({ name, version, sha256 }) => ({ name, version, sha256 })),
    device: analysis.device,
    regions,
    severityScore,
    slices,
    artefacts: artefacts.map(({ kind, sopClassUid, seriesInstanceUid, sopInstanceUid, bytes }) => ({
      kind,
      file: files[kind],
      sopClassUid,
      seriesInstanceUid,
      sopInstanceUid,
      bytes: bytes.length,
    })),
    timingsMs,
  };
}
