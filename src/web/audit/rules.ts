import type { NextFunction, Request, Response } from 'express';
import type { AuditedEvent } from '../../db/audit.ts';
import { callerOf } from '../access/caller.ts';
import { wantsCsv } from '../routes/http.ts';
import type { Audit } from './recorder.ts';

/** What is seen by a request. */
export type Sight = Omit<AuditedEvent, 'by'>;

/**
 * What a request leaves in the audit: what is seen by it; `change` where the change writes an event in its own transaction; `nothing`
 * where no record of a patient is touched.
 */
export type AuditRule = ((request: Request) => Sight) | 'change' | 'nothing';

/** Audits a request before it is answered, by its rule; stands behind the guards of every route. */
export function audited(audit: Audit, rule: AuditRule) {
  return async function auditedRequest<P>(request: Request<P>, _response: Response, next: NextFunction): Promise<void> {
    if (typeof rule === 'function') await audit.note({ ...rule(request as Request), by: callerOf(request) });
    next();
  };
}

export const listed: AuditRule = (request) => ({ event: 'studies-listed', query: searchOf(request) });

/** Of one study, by `uid` in the path: its page, its pictures, what the API tells of it. */
export const studySeen = (request: Request): Sight => ({ event: 'study-seen', study: String(request.params['uid']) });

/** Of one patient, by `id` in the path. */
export const patientSeen = (request: Request): Sight => ({
  event: 'patient-seen',
  patient: Number(request.params['id']),
});

/** The same, taken away as a file. */
export const exported =
  (seen: (request: Request) => Sight): AuditRule =>
  (request) => ({ ...seen(request), event: 'exported', details: { file: request.baseUrl + request.path } });

/** The same, as CSV where it is asked for. */
export const exportedAsCsv =
  (seen: (request: Request) => Sight) =>
  (request: Request): Sight =>
    wantsCsv(request)
      ? { ...seen(request), event: 'exported', details: { file: `${request.baseUrl}${request.path} as CSV` } }
      : seen(request);

/** What a viewer reads of the PACS: of one study, or a search. */
export const archiveRead: AuditRule = (request) => {
  const study = /^\/studies\/([0-9.]+)/.exec(request.path)?.[1];
  if (study !== undefined) return { event: 'images-retrieved', study, isElsewhere: true };
  return { event: 'archive-queried', query: request.path + searchOf(request) };
};

/** The audit itself. */
export const auditRead: AuditRule = (request) => ({
  event: 'audit-used',
  object: 'Security Audit Log',
  query: searchOf(request),
});

/** What is searched for: the query of the address, as text. */
function searchOf({ originalUrl }: Request): string {
  const start = originalUrl.indexOf('?');
  return start < 0 ? '' : decodeURIComponent(originalUrl.slice(start).replaceAll('+', ' '));
}
