import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { AnswerId } from '../../errors/answers.ts';
import { answerOf } from '../../errors/edges.ts';
import { KnownError, problem, type Wording } from '../../errors/known-error.ts';

/** Thrown by a route for an answer that is the caller's to mend; becomes JSON {error: {code, message}}. */
export class HttpError extends KnownError {
  override readonly name = 'HttpError';

  constructor(...wording: Wording<AnswerId>) {
    super(problem(...wording), wording[2]);
  }
}

/** Answers what no route of the API knows. */
export const unknownRoute: RequestHandler = (request) => {
  throw notFound(request);
};

/** The problem of a request whose path leads to nothing. */
export function notFound({ method, baseUrl, path }: Request): HttpError {
  return new HttpError('NOT_FOUND', { method, path: baseUrl + path });
}

/** Turns every error of the API into JSON {error: {code, message}}; what it was inside goes to the log alone. */
export function errorAnswers(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, code, message, headers } = answerOf(error);
    if (status >= 500) log.error({ err: error, method: request.method, path: request.path }, 'a request failed');
    response.status(status).set(headers).json({ error: { code, message } });
  };
}

/** What a caller sent, checked; throws HttpError 400 that names the first wrong field. */
export function parsed<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  if (!isStorable(input))
    throw new HttpError('BAD_REQUEST.field', { field: 'The request', problem: 'contains a NUL or half a character' });
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') || 'The request';
  throw new HttpError('BAD_REQUEST.field', { field, problem: issue?.message ?? 'is wrong' });
}

/** No database takes a NUL or a lone surrogate in a text. */
function isStorable(input: unknown): boolean {
  if (typeof input === 'string') return input.isWellFormed() && !input.includes('\0');
  return typeof input !== 'object' || input === null || Object.values(input).every(isStorable);
}

/** Whether a caller asks for CSV instead of JSON: by `?format=csv`, or by what it accepts. */
export function wantsCsv(request: Request): boolean {
  return request.query['format'] === 'csv' || request.accepts('json', 'text/csv') === 'text/csv';
}
