import { type Code, codeItem } from '../dicom/codes.ts';
import { type Dataset, decimalString } from '../dicom/dataset.ts';
import { instanceReference, type ObjectReference } from '../dicom/references.ts';

/** A content item and its relationship to the item that holds it (PS3.3 C.17.3, C.17.3.2.4). */
export type ContentItem = Dataset;
export type Relationship = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS ACQ CONTEXT' | 'HAS CONCEPT MOD' | 'HAS PROPERTIES';

export function container(name: Code, content: readonly ContentItem[], templateId?: string): ContentItem {
  return { RelationshipType: 'CONTAINS', ...rootContainer(name, content, templateId) };
}

/** The root container: the document itself. */
export function rootContainer(name: Code, content: readonly ContentItem[], templateId?: string): ContentItem {
  return {
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: [codeItem(name)],
    ContinuityOfContent: 'SEPARATE',
    ...(templateId !== undefined && {
      ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: templateId }],
    }),
    ContentSequence: content,
  };
}

export function textItem(relationship: Relationship, name: Code, value: string): ContentItem {
  return { ...item(relationship, 'TEXT', name), TextValue: value };
}

export function personName(relationship: Relationship, name: Code, value: string): ContentItem {
  return { ...item(relationship, 'PNAME', name), PersonName: value };
}

export function code(relationship: Relationship, name: Code, value: Code, modifiers?: ContentItem[]): ContentItem {
  return { ...item(relationship, 'CODE', name), ConceptCodeSequence: [codeItem(value)], ...content(modifiers) };
}

export function uidReference(relationship: Relationship, name: Code, uid: string): ContentItem {
  return { ...item(relationship, 'UIDREF', name), UID: uid };
}

export function date(relationship: Relationship, name: Code, value: string): ContentItem {
  return { ...item(relationship, 'DATE', name), Date: value };
}

export function time(relationship: Relationship, name: Code, value: string): ContentItem {
  return { ...item(relationship, 'TIME', name), Time: value };
}

/** A number with its unit, to six significant digits; 0 is a value like any other. `qualifier`: of CID 42, what its value is worth. */
export function num(
  relationship: Relationship,
  name: Code,
  value: number,
  unit: Code,
  modifiers?: ContentItem[],
  qualifier?: Code,
): ContentItem {
  return {
    ...item(relationship, 'NUM', name),
    ...(qualifier !== undefined && { NumericValueQualifierCodeSequence: [codeItem(qualifier)] }),
    MeasuredValueSequence: [
      {
        NumericValue: decimalString(Number(value.toPrecision(6))),
        MeasurementUnitsCodeSequence: [codeItem(unit)],
      },
    ],
    ...content(modifiers),
  };
}

/** What of an image is referred to (PS3.3 10.3): all of it, one segment, or some frames. */
export type Part = { readonly segment: number } | { readonly frames: readonly number[] };

/** An image, or a part of it. */
export function image(name: Code, reference: ObjectReference, part?: Part): ContentItem {
  return {
    ...item('CONTAINS', 'IMAGE', name),
    ReferencedSOPSequence: [{ ...instanceReference(reference), ...only(part) }],
  };
}

/** An object that is no image. */
export function composite(name: Code, reference: ObjectReference): ContentItem {
  return { ...item('CONTAINS', 'COMPOSITE', name), ReferencedSOPSequence: [instanceReference(reference)] };
}

function only(part: Part | undefined): Dataset {
  if (part === undefined) return {};
  return 'segment' in part ? { ReferencedSegmentNumber: part.segment } : { ReferencedFrameNumber: [...part.frames] };
}

function item(relationship: Relationship, valueType: string, name: Code): Dataset {
  return { RelationshipType: relationship, ValueType: valueType, ConceptNameCodeSequence: [codeItem(name)] };
}

function content(modifiers: ContentItem[] | undefined): Dataset {
  return modifiers === undefined ? {} : { ContentSequence: modifiers };
}
