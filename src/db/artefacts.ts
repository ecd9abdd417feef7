import type { Artefact, ArtefactKind } from '../results/artefacts.ts';
import type { ReportArtefactKind } from '../results/report-artefacts.ts';
import type { Transaction } from './database.ts';

/** An artefact that is in the PACS. */
export interface StoredObject {
  readonly kind: ArtefactKind | ReportArtefactKind;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Size of the file. */
  readonly bytes: number;
}

/** What is kept of an artefact once it is stored. */
export function storedObject(artefact: Artefact<StoredObject['kind']>): StoredObject {
  const { kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes } = artefact;
  return { kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes: bytes.byteLength };
}

/** Records an artefact of an analysis, or that it was stored once more. */
export async function writeArtefact(tx: Transaction, analysis: number, object: StoredObject): Promise<void> {
  const { kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes } = object;
  await tx.query(
    `insert into artefacts (analysis, kind, sop_class_uid, sop_instance_uid, series_instance_uid, bytes)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (sop_instance_uid) do update set bytes = excluded.bytes, replaced = false, stored_at = now()`,
    [analysis, kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes],
  );
}

/** Marks the reports of analyses as replaced: they stay in the PACS, but their comparison holds no more. */
export async function replaceReports(tx: Transaction, analyses: readonly number[]): Promise<void> {
  await tx.query(
    "update artefacts set replaced = true where analysis = any($1::bigint[]) and kind in ('report-pdf', 'follow-up-sr')",
    [analyses],
  );
}
