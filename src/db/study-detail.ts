import { readCurrentAnalysis, readSuperseded, type RecordedAnalysis, type SupersededAnalysis } from './analyses.ts';
import { readArtefacts, type StoredArtefact } from './artefacts.ts';
import { readCorrections, type RecordedCorrections } from './corrections.ts';
import type { LeftOut } from '../followup/identity.ts';
import type { Database } from './database.ts';
import { readDecision, type StandingDecision } from './decisions.ts';
import { readFailures, type StudyFailure } from './failures.ts';
import { type PatientTimepoint, readPatientTimepoints } from './patients.ts';
import { readSeries, type StudySeries } from './series.ts';
import { readWorklistEntry, type WorklistEntry } from './worklist.ts';

/** Everything that is known about a study. */
export interface StudyDetail extends WorklistEntry {
  readonly series: readonly StudySeries[];
  /** The current analysis. */
  readonly analysis: RecordedAnalysis | undefined;
  readonly artefacts: readonly StoredArtefact[];
  /** Latest first. */
  readonly failures: readonly StudyFailure[];
  readonly superseded: readonly SupersededAnalysis[];
  readonly corrections: RecordedCorrections;
  /** What a person decided about the current analysis; undefined where nothing stands. */
  readonly decision: StandingDecision | undefined;
  /** Earlier studies under the same Patient ID that may be of another person. */
  readonly leftOut: readonly LeftOut[];
  /** The comparison with earlier ones; null while it is not made. */
  readonly comparison: Comparison | null;
}

export interface Comparison {
  /** What became of the infection; null for a first study. */
  readonly kind: PatientTimepoint['category'];
  /** The same in words, with the parts that do not follow the whole, and the sentence of the report that matters first; in its language. */
  readonly headline: string;
  readonly summary: string;
}

/**
 * Reads a study with its series, current analysis, artefacts and failures; undefined if it is unknown. The statements run side by side: one after
 * the other, each would wait for its turn on a busy machine.
 */
export async function readStudy(database: Database, studyInstanceUid: string): Promise<StudyDetail | undefined> {
  const entry = await readWorklistEntry(database, studyInstanceUid);
  if (entry === undefined) return undefined;
  const { id, patient } = entry;
  const [series, { analysis, artefacts, decision }, failures, superseded, corrections, timepoint] = await Promise.all([
    readSeries(database, id),
    analysisWithArtefacts(database, id),
    readFailures(database, id),
    readSuperseded(database, id),
    readCorrections(database, id),
    patient === null ? undefined : timepointOfStudy(database, patient, studyInstanceUid),
  ]);
  const { leftOut = [], category: kind = null, headline = null, summary = null } = timepoint ?? {};
  const comparison = summary === null ? null : { kind, headline: headline ?? '', summary };
  const told = { failures, superseded, corrections, leftOut, comparison };
  return { ...entry, series, analysis, artefacts, decision, ...told };
}

async function analysisWithArtefacts(database: Database, study: number) {
  const analysis = await readCurrentAnalysis(database, study);
  if (analysis === undefined) return { analysis, artefacts: [], decision: undefined };
  const { id } = analysis;
  const [artefacts, decision] = await Promise.all([readArtefacts(database, id), readDecision(database, id)]);
  return { analysis, artefacts, decision };
}

async function timepointOfStudy(
  database: Database,
  patient: number,
  uid: string,
): Promise<PatientTimepoint | undefined> {
  const timepoints = await readPatientTimepoints(database, patient);
  return timepoints.find(({ studyInstanceUid }) => studyInstanceUid === uid);
}
