import type { Request } from 'express';

/** Whether a caller asks for CSV instead of JSON: by `?format=csv`, or by what it accepts. */
export function wantsCsv(request: Request): boolean {
  return request.query['format'] === 'csv' || request.accepts('json', 'text/csv') === 'text/csv';
}
