import { readCurrentAnalysis, readSuperseded, type RecordedAnalysis, type SupersededAnalysis } from './analyses.ts';
import { readArtefacts, type StoredArtefact } from './artefacts.ts';
import { readCorrections, type RecordedCorrections } from './corrections.ts';
import type { Queryable } from './database.ts';
import { readFailures, type StudyFailure } from './failures.ts';
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
}

/** Reads a study with its series, current analysis, artefacts and failures; undefined if it is unknown. */
export async function readStudy(database: Queryable, studyInstanceUid: string): Promise<StudyDetail | undefined> {
  const entry = await readWorklistEntry(database, studyInstanceUid);
  if (entry === undefined) return undefined;
  const series = await readSeries(database, entry.id);
  const analysis = await readCurrentAnalysis(database, entry.id);
  const artefacts = analysis ? await readArtefacts(database, analysis.id) : [];
  const failures = await readFailures(database, entry.id);
  const superseded = await readSuperseded(database, entry.id);
  const corrections = await readCorrections(database, entry.id);
  return { ...entry, series, analysis, artefacts, failures, superseded, corrections };
}
