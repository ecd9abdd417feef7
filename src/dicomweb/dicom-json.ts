import { createHash } from 'node:crypto';
import type { Dataset } from '../dicom/dataset.ts';
import type { HttpResponse } from './http.ts';
import { isDataset, readDataset } from './json-dataset.ts';

/** A dataset of an answer. */
export interface AnswerDataset {
  /** What can be read of it; {} where nothing can. */
  readonly dataset: Dataset;
  /** False when something was left out. */
  readonly isSound: boolean;
  /** Equal for equal JSON; what nests deeper than it can be written down counts as one. */
  readonly fingerprint: string;
}

/** The datasets of an answer, or why it holds none. */
export type DicomJson = readonly AnswerDataset[] | { readonly reason: string };

/**
 * The datasets of an answer in DICOM JSON (PS3.18 F.2); [] for every form of nothing: no content, an empty body, an empty page, `null`.
 * Judged by the body, because archives state other content types. A reason for anything else, such as a sign-in page; it names no content.
 */
export function readDicomJson({ status, headers, body }: HttpResponse): DicomJson {
  if (status === 204) return [];
  const text = new TextDecoder().decode(body).trim();
  if (text === '' || isEmptyPage(text)) return [];
  const json = parse(text);
  if (json === undefined) return { reason: notJson(headers['content-type'] ?? '') };
  if (json === null) return [];
  if (Array.isArray(json)) return json.map(read);
  if (!isDataset(json)) return { reason: 'its JSON holds no dataset' };
  return Object.keys(json).length === 0 ? [] : [read(json)];
}

function read(json: unknown): AnswerDataset {
  return { dataset: {}, isSound: false, ...readDataset(json), fingerprint: fingerprint(json) };
}

function fingerprint(json: unknown): string {
  try {
    return createHash('sha256').update(JSON.stringify(json)).digest('base64');
  } catch {
    return 'too deep';
  }
}

/** Undefined for what is no JSON: the message of the parser shows a piece of the text, which may name a patient. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notJson(contentType: string): string {
  const type = contentType.split(';')[0]?.trim().slice(0, 60);
  return type && !type.includes('json') ? `it sends ${type}` : 'it sends JSON that cannot be parsed';
}

/** A page that shows nothing and leads nowhere: some servers send one instead of no content. */
function isEmptyPage(text: string): boolean {
  if (!text.startsWith('<') || text.length > 10_000) return false;
  const rest = text.replace(/<!--.*?-->|<!doctype[^>]*>|<\?xml[^>]*>|<\/?(html|head|body|title)(\s[^>]*)?\/?>/gis, '');
  return rest.trim() === '';
}
