import { dcm } from '../dicom/codes.ts';
import { type Dataset, dicomDateTime, text } from '../dicom/dataset.ts';
import { readPart10 } from '../dicom/read-part10.ts';
import { derivedUid } from '../dicom/references.ts';
import { encodePart10 } from '../dicom/write-part10.ts';
import { ENGLISH } from '../language/en.ts';
import { PRODUCT } from '../product.ts';
import { personObserver, seriesEvidence } from '../sr/context.ts';
import { type KeyObject, writeKeyObjects } from '../sr/key-objects.ts';
import type { Artefact } from './artefacts.ts';
import { ARTEFACTS, type DecisionKind, seriesOf } from './catalogue.ts';

/** A person's decision about a result, which becomes an object of the study. */
export interface DecisionToWrite {
  readonly analysisKey: string;
  readonly outcome: 'accepted' | 'rejected' | 'withdrawn';
  /** Why the result is rejected. */
  readonly reason: string;
  /** Name of the person (PN). */
  readonly decidedBy: string;
  readonly decidedAt: Date;
  /** For whom the person decides (LO). */
  readonly organization: string;
  /** The report of the analysis as it is in the PACS (PS3.10). */
  readonly report: Uint8Array;
  /** What does not count any more; nothing of a result that is accepted. */
  readonly objects: readonly KeyObject[];
}

/** The object that tells of a decision: what is accepted becomes a verified report, all else a rejection note. */
export function writeDecisionObject(decision: DecisionToWrite): Artefact<DecisionKind> {
  const { header } = readPart10(decision.report, 'the report of the analysis');
  return decision.outcome === 'accepted' ? verifiedReport(decision, header) : rejectionNote(decision, header);
}

/**
 * The report word for word as a new document that its verifying observer attests (PS3.3 C.17.2), with the one before as its predecessor. It is read from
 * what the archive has, since that is what the person accepts, whatever version wrote it.
 */
function verifiedReport(decision: DecisionToWrite, report: Dataset): Artefact<'verified-sr'> {
  const start = performance.now();
  const uids = decisionUids(decision, 'verified-sr');
  const { date, time, offset } = moment(decision.decidedAt, report);
  const bytes = encodePart10({
    ...report,
    SOPInstanceUID: uids.sopInstanceUid,
    SeriesInstanceUID: uids.seriesInstanceUid,
    ...series('verified-sr'),
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    SeriesDate: date,
    SeriesTime: time,
    VerificationFlag: 'VERIFIED',
    VerifyingObserverSequence: [
      {
        VerifyingObserverName: decision.decidedBy,
        VerifyingObserverIdentificationCodeSequence: [],
        VerifyingOrganization: decision.organization,
        VerificationDateTime: `${date}${time}${offset}`,
      },
    ],
    PredecessorDocumentsSequence: [predecessor(report)],
  });
  return { ...artefactOf('verified-sr', uids), bytes, writtenInMs: performance.now() - start };
}

function predecessor(report: Dataset): Dataset {
  const reference = { sopClassUid: text(report, 'SOPClassUID'), sopInstanceUid: text(report, 'SOPInstanceUID') };
  return {
    StudyInstanceUID: text(report, 'StudyInstanceUID'),
    ReferencedSeriesSequence: [seriesEvidence(text(report, 'SeriesInstanceUID'), [reference])],
  };
}

/** CID 7010; IHE's Imaging Object Change Management (RAD-66) calls such a selection a rejection note. */
const REJECTED = dcm('113001', 'Rejected for Quality Reasons');

/** A Key Object Selection by which archives that know IHE's IOCM hide what it refers to (TID 2010). */
function rejectionNote(decision: DecisionToWrite, header: Dataset): Artefact<'rejection-note'> {
  const start = performance.now();
  const { objects } = decision;
  const members = objects.map(({ sopInstanceUid }) => sopInstanceUid).sort();
  const uids = decisionUids(decision, 'rejection-note', ...members);
  const why = decision.outcome === 'withdrawn' ? 'The decision before was taken back.' : decision.reason;
  const bytes = writeKeyObjects({
    ...uids,
    ...seriesOf('rejection-note'),
    header,
    title: REJECTED,
    language: ENGLISH.language,
    observer: personObserver(decision.decidedBy, decision.organization),
    description: `${why} ${ENGLISH.notice}`,
    objects,
    performedAt: decision.decidedAt,
  });
  return { ...artefactOf('rejection-note', uids), bytes, writtenInMs: performance.now() - start };
}

/** One decision, one content, one UID (decision 14): a repeated attempt writes the same object. */
function decisionUids(decision: DecisionToWrite, kind: DecisionKind, ...members: readonly string[]) {
  const { analysisKey, outcome, reason, decidedBy, decidedAt, organization } = decision;
  const said = [outcome, reason, decidedBy, decidedAt.toISOString(), organization, PRODUCT.version];
  const identity = [analysisKey, 'decision', kind, ...said, ...members];
  return {
    seriesInstanceUid: derivedUid(...identity, 'series'),
    sopInstanceUid: derivedUid(...identity, 'instance'),
  };
}

function artefactOf<K extends DecisionKind>(kind: K, uids: ReturnType<typeof decisionUids>) {
  return { kind, sopClassUid: ARTEFACTS[kind].sopClass.uid, ...uids };
}

function series(kind: DecisionKind): Dataset {
  const { seriesNumber, seriesDescription } = seriesOf(kind);
  return { SeriesNumber: seriesNumber, SeriesDescription: seriesDescription };
}

/** In the zone of the source, else in UTC, as date, time and the offset of a DT (PS3.5 6.2). */
function moment(at: Date, header: Dataset) {
  const zone = text(header, 'TimezoneOffsetFromUTC');
  const offset = /^[+-]\d{4}$/.test(zone) ? zone : '+0000';
  return { ...dicomDateTime(at, offset), offset };
}
