import { type Code, codeItem } from '../dicom/codes.ts';
import { type Dataset, text } from '../dicom/dataset.ts';
import { instanceReferences, type ObjectReference } from '../dicom/references.ts';
import { resultAttributes, type ResultIdentity } from '../dicom/series.ts';
import { SOP_CLASS } from '../dicom/sop-classes.ts';
import { encodePart10 } from '../dicom/write-part10.ts';

/** CID 7020 Document Titles, from CID 7000. */
const CT_CHEST_REPORT: Code = { value: '24627-2', scheme: 'LN', meaning: 'CT Chest Report' };

export interface EncapsulatedPdfInput extends ResultIdentity {
  /** Header of the source (naturalised): patient and study are copied. */
  readonly header: Dataset;
  readonly pdf: Uint8Array;
  readonly title: string;
  /** The images that the document was derived from. */
  readonly sources: readonly ObjectReference[];
}

/** A PDF as a DICOM file of its source's study (Encapsulated PDF, PS3.3 A.45.1). */
export function writeEncapsulatedPdf(input: EncapsulatedPdfInput): Uint8Array {
  return encodePart10({
    ...resultAttributes(input.header, { sopClassUid: SOP_CLASS.encapsulatedPdf.uid, modality: 'DOC' }, input),
    ...document(input),
  });
}

/** Encapsulated Document and SC Equipment (PS3.3 C.24.2, C.8.6.1). The page shows the patient's name, hence BurnedInAnnotation. */
function document({ header, pdf, title, sources }: EncapsulatedPdfInput): Dataset {
  const [date, time] = [text(header, 'AcquisitionDate'), text(header, 'AcquisitionTime')];
  return {
    ConversionType: 'WSD',
    AcquisitionDateTime: text(header, 'AcquisitionDateTime') || (date && date + time),
    BurnedInAnnotation: 'YES',
    SourceInstanceSequence: instanceReferences(sources),
    DocumentTitle: title,
    ConceptNameCodeSequence: [codeItem(CT_CHEST_REPORT)],
    MIMETypeOfEncapsulatedDocument: 'application/pdf',
    EncapsulatedDocument: [evenBytes(pdf)],
    EncapsulatedDocumentLength: pdf.length,
  };
}

/** OB values have an even length (PS3.5 6.2); bytes after the end mark of a PDF are not part of it. */
function evenBytes(bytes: Uint8Array): ArrayBuffer {
  const even = new Uint8Array(bytes.length + (bytes.length % 2));
  even.set(bytes);
  return even.buffer;
}
