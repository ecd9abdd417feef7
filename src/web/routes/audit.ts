import { once } from 'node:events';
import type { Response } from 'express';
import { z } from 'zod';
import { AUDIT_EVENT_NAMES, type AuditEventName } from '../../audit/events.ts';
import { type AuditQuery, readAudit } from '../../db/audit.ts';
import { checkAudit } from '../../db/audit-chain.ts';
import type { Database } from '../../db/database.ts';
import { auditRead } from '../audit/rules.ts';
import { endpoint, Reply } from '../endpoints/endpoint.ts';
import { csvQuery, instant, next, pageQuery, recordedUid } from '../endpoints/shapes.ts';
import { AUDIT_COLUMNS, auditCells, csvLines } from './csv.ts';
import { wantsCsv } from './http.ts';

const eventNames = z.enum(AUDIT_EVENT_NAMES as [AuditEventName, ...AuditEventName[]]);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'This is no SHA-256 in hex.');

const auditQuery = {
  patient: z.string().max(64).optional().describe('Patient ID: what was done with the patient and with their studies'),
  study: recordedUid.optional().describe('Study Instance UID'),
  user: z.string().max(200).optional(),
  event: z
    .string()
    .transform((value) => value.split(','))
    .pipe(z.array(eventNames))
    .optional()
    .describe(`One or more of ${AUDIT_EVENT_NAMES.join(', ')}, separated by commas`),
  from: instant.optional(),
  to: instant.optional().describe('Not included'),
};

const Audited = z
  .strictObject({
    events: z
      .array(
        z.strictObject({
          id: z.int(),
          recordedAt: z.string().describe('ISO 8601 in UTC'),
          event: eventNames,
          user: z.string(),
          address: z.string().nullable(),
          patientId: z.string().nullable(),
          issuerOfPatientId: z.string().nullable(),
          studyInstanceUid: z.string().nullable(),
          message: z.looseObject({ resourceType: z.literal('AuditEvent') }).describe('FHIR R4 AuditEvent'),
          hash: hash.describe('SHA-256 of the hash of the event before and the message as it is stored'),
        }),
      )
      .describe('The newest first'),
    next,
  })
  .meta({ id: 'Audit' });

const Chain = z
  .strictObject({
    events: z.int().describe('How many events hold, from the first one on'),
    end: z.strictObject({ id: z.int(), hash }).nullable().describe('The last of them; to be kept elsewhere'),
    broken: z
      .strictObject({ id: z.int(), problem: z.enum(['missing', 'altered']) })
      .nullable()
      .describe('The first event that does not hold; null where all do'),
  })
  .meta({ id: 'AuditChain' });

/** The audit, for admins: searched, exported and checked. */
export const auditEndpoints = {
  audit: endpoint({
    method: 'get',
    path: '/audit',
    access: 'admin',
    audit: auditRead,
    summary: 'Who did what, a page at a time; CSV has everything that is found',
    query: { ...auditQuery, ...csvQuery, ...pageQuery },
    json: Audited,
    media: { 'text/csv': null },
    async handle({ query: { event: events, patient, study, user, from, to, before, limit }, request }, { database }) {
      const query = { patient, study, user, events, from, to, before, limit };
      if (wantsCsv(request)) return auditCsv(database, query);
      const page = await readAudit(database, query);
      return { events: page.entries, next: page.next };
    },
  }),
  auditChain: endpoint({
    method: 'get',
    path: '/audit/chain',
    access: 'admin',
    audit: auditRead,
    summary: 'Whether the audit is complete and unaltered: follows the chain of hashes from the first event',
    query: {
      id: z.coerce.number().int().min(1).optional().describe('Of an event that was the last one once, with its hash'),
      hash: hash.optional(),
    },
    json: Chain,
    handle: ({ query: { id, hash: known } }, { database }) =>
      checkAudit(database, id !== undefined && known !== undefined ? { id, hash: known } : undefined),
  }),
};

const PAGE = 500;

/** Everything that is found, written page by page as it is read. */
function auditCsv(database: Database, query: AuditQuery): Reply {
  return new Reply((response) => {
    response.type('text/csv').attachment('audit.csv');
    writePages(response, database, { ...query, limit: PAGE }).catch((error: unknown) => {
      response.destroy(error as Error);
    });
  });
}

async function writePages(response: Response, database: Database, query: AuditQuery): Promise<void> {
  response.write(csvLines([AUDIT_COLUMNS]));
  for (let before = query.before ?? null, isFirst = true; isFirst || before !== null; isFirst = false) {
    const page = await readAudit(database, { ...query, before: before ?? undefined });
    if (!response.write(csvLines(page.entries.map(auditCells)))) await once(response, 'drain');
    before = page.next;
  }
  response.end();
}
