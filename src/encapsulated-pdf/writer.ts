import { codeItem, type Code } from '../dicom/code.ts';
import { EQUIPMENT } from '../dicom/equipment.ts';
import { inheritedAttributes } from '../dicom/inherited.ts';
import { encodePart10 } from '../dicom/part10.ts';
import { instanceReferences, type ObjectReference } from '../dicom/references.ts';
import { dicomDateTime } from '../dicom/values.ts';
import { text, type Dataset } from '../study/dataset.ts';

export const ENCAPSULATED_PDF_STORAGE = '1.2.840.10008.5.1.4.1.1.104.1';
/** CID 7020 Document Titles, from CID 7000. */
const CT_CHEST_REPORT: Code = { value: '24627-2', scheme: 'LN', meaning: 'CT Chest Report' };

export interface EncapsulatedPdfInput {
  /** Header of the source (naturalised): patient and study are taken over. */
  readonly header: Dataset;
  readonly pdf: Uint8Array;
  readonly title: string;
  /** The images that the document was derived from. */
  readonly sources: readonly ObjectReference[];
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  readonly performedAt: Date;
}

/** A PDF as a DICOM file of its source's study (Encapsulated PDF, PS3.3 A.45.1). */
export function writeEncapsulatedPdf(input: EncapsulatedPdfInput): Uint8Array {
  return encodePart10({
    ...inheritedAttributes(input.header),
    ...EQUIPMENT,
    ...series(input),
    ...document(input),
  });
}

/** Encapsulated Document Series, SC Equipment and SOP Common (PS3.3 C.24.1, C.8.6.1, C.12.1). */
function series({ header, performedAt, ...input }: EncapsulatedPdfInput): Dataset {
  const { date, time } = dicomDateTime(performedAt, text(header, 'TimezoneOffsetFromUTC'));
  return {
    SOPClassUID: ENCAPSULATED_PDF_STORAGE,
    SOPInstanceUID: input.sopInstanceUid,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    Modality: 'DOC',
    ConversionType: 'WSD',
    SeriesInstanceUID: input.seriesInstanceUid,
    SeriesNumber: input.seriesNumber,
    SeriesDescription: input.seriesDescription,
    SeriesDate: date,
    SeriesTime: time,
    InstanceNumber: 1,
    ContentDate: date,
    ContentTime: time,
  };
}

/** Encapsulated Document (PS3.3 C.24.2). The name of the patient stands on the page, therefore BurnedInAnnotation. */
function document({ header, pdf, title, sources }: EncapsulatedPdfInput): Dataset {
  const [date, time] = [text(header, 'AcquisitionDate'), text(header, 'AcquisitionTime')];
  return {
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

/** OB values have an even length (PS3.5 6.2); what follows a PDF's end mark is no part of it. */
function evenBytes(bytes: Uint8Array): ArrayBuffer {
  const even = new Uint8Array(bytes.length + (bytes.length % 2));
  even.set(bytes);
  return even.buffer;
}
