import { isDataset } from './json-dataset.ts';
import type { HttpResponse } from './http.ts';
import { PacsError } from './pacs-error.ts';

/**
 * The datasets of an answer in DICOM JSON (PS3.18 F.2), not yet read; [] for every form of nothing: no content, an empty body, an empty
 * page, `null`. Judged by the body, because archives state other content types. Throws PacsError for anything else, such as a sign-in
 * page.
 */
export function readDicomJson({ status, headers, body }: HttpResponse, url: string): unknown[] {
  if (status === 204) return [];
  const text = new TextDecoder().decode(body).trim();
  const contentType = headers['content-type'] ?? '';
  if (text === '' || isEmptyPage(text)) return [];
  const json = parse(text, contentType, url, status);
  if (json === null) return [];
  if (Array.isArray(json)) return json;
  if (!isDataset(json)) throw new PacsError('notDicomJson', { url, status, reason: 'its JSON holds no dataset' });
  return Object.keys(json as object).length === 0 ? [] : [json];
}

function parse(text: string, contentType: string, url: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The message of the parser shows a piece of the text, which may name a patient.
    const type = contentType.split(';')[0]?.trim().slice(0, 60);
    const reason = type && !type.includes('json') ? `it sends ${type}` : 'it sends JSON that cannot be parsed';
    throw new PacsError('notDicomJson', { url, status, reason }, { cause: (cause as Error).name });
  }
}

/** A page that shows nothing and leads nowhere: some servers send one instead of no content. */
function isEmptyPage(text: string): boolean {
  if (!text.startsWith('<') || text.length > 10_000) return false;
  const rest = text.replace(/<!--.*?-->|<!doctype[^>]*>|<\?xml[^>]*>|<\/?(html|head|body|title)(\s[^>]*)?\/?>/gis, '');
  return rest.trim() === '';
}
