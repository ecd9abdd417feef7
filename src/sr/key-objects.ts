import type { Code } from '../dicom/codes.ts';
import { type Dataset, text } from '../dicom/dataset.ts';
import type { ObjectReference } from '../dicom/references.ts';
import { resultAttributes, type ResultIdentity } from '../dicom/series.ts';
import { SOP_CLASS } from '../dicom/sop-classes.ts';
import { encodePart10 } from '../dicom/write-part10.ts';
import { NAME } from './codes.ts';
import { code, composite, type ContentItem, image, rootContainer, textItem } from './content.ts';
import { seriesEvidence } from './context.ts';

/** An object of the study that is selected. */
export interface KeyObject extends ObjectReference {
  readonly seriesInstanceUid: string;
  /** Which frames of a multi-frame image are meant, from 1; all of them by default. */
  readonly frames?: readonly number[];
}

export interface KeyObjectsInput extends ResultIdentity {
  /** Header of the source (naturalised): patient and study are copied. */
  readonly header: Dataset;
  /** CID 7010. */
  readonly title: Code;
  /** CID 5000. */
  readonly language: Code;
  /** Who selected them (TID 1002). */
  readonly observer: readonly ContentItem[];
  readonly description: string;
  /** At least one. */
  readonly objects: readonly KeyObject[];
}

/** The classes written or read here that are no images. */
const DOCUMENTS: readonly string[] = [
  SOP_CLASS.comprehensiveSr.uid,
  SOP_CLASS.encapsulatedPdf.uid,
  SOP_CLASS.keyObjectSelection.uid,
];

/** A selection of objects of one study, and what is said of them, as a file (Key Object Selection, PS3.3 A.35.4, TID 2010). */
export function writeKeyObjects(input: KeyObjectsInput): Uint8Array {
  const { header, title, language, observer, description, objects } = input;
  if (objects.length === 0) throw new RangeError('a key object selection selects at least one object');
  const content = [
    code('HAS CONCEPT MOD', NAME.language, language),
    ...observer,
    textItem('CONTAINS', NAME.keyObjectDescription, description),
    ...objects.map(selected),
  ];
  return encodePart10({
    ...resultAttributes(header, { sopClassUid: SOP_CLASS.keyObjectSelection.uid, modality: 'KO' }, input),
    ReferencedPerformedProcedureStepSequence: [],
    CurrentRequestedProcedureEvidenceSequence: [evidence(header, objects)],
    ...rootContainer(title, content, '2010'),
  });
}

/** TID 2010 names no concept for the objects; viewers want a name. */
function selected(object: KeyObject): ContentItem {
  if (DOCUMENTS.includes(object.sopClassUid)) return composite(NAME.source, object);
  return image(NAME.source, object, object.frames && { frames: object.frames });
}

function evidence(header: Dataset, objects: readonly KeyObject[]): Dataset {
  const series = Map.groupBy(objects, ({ seriesInstanceUid }) => seriesInstanceUid);
  return {
    StudyInstanceUID: text(header, 'StudyInstanceUID'),
    ReferencedSeriesSequence: [...series].map(([uid, members]) => seriesEvidence(uid, members)),
  };
}
