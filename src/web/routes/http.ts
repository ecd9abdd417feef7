import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { PacsError } from '../../dicomweb/pacs-error.ts';

/** Thrown by a route for an answer that is the caller's to mend; becomes JSON {error: {code, message}}. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}

/** Answers what no route of the API knows. */
export const unknownRoute: RequestHandler = (request) => {
  throw new HttpError(404, 'NOT_FOUND', `There is no ${request.method} ${request.baseUrl}${request.path}.`);
};

/** Turns every error of the API into JSON {error: {code, message}}; what it was inside goes to the log alone. */
export function errorAnswers(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, code, message } = describe(error);
    if (status >= 500) log.error({ err: error, method: request.method, path: request.path }, 'a request failed');
    response.status(status).json({ error: { code, message } });
  };
}

function describe(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof HttpError) return error;
  if (error instanceof PacsError) return { status: 502, code: 'PACS', message: error.message };
  const status = statusOfParser(error);
  if (status !== undefined) return { status, code: 'BAD_REQUEST', message: 'The request cannot be read.' };
  return { status: 500, code: 'INTERNAL', message: 'The service has a problem; its log tells which.' };
}

/** The status of an error that express' own body parsers throw; undefined for every other. */
export function statusOfParser(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

/** What a caller sent, checked; throws HttpError 400 that names the first wrong field. */
export function parsed<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new HttpError(400, 'BAD_REQUEST', `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'is wrong'}`);
}

/** A UID as DICOM allows it, and as some devices write it: leading zeros are let through (PS3.5 9.1). */
export const UID = /^[0-9]+(\.[0-9]+)*$(?<=^.{1,64})/;
