import type { ErrorRequestHandler } from 'express';
import { callerOf } from '../access/caller.ts';
import { HttpError } from '../routes/http.ts';
import type { Audit } from './recorder.ts';

/** Notes who was refused for their role, and passes the error on to who answers it. */
export function noteRefusals(audit: Audit): ErrorRequestHandler {
  return async (error: unknown, request, _response, next) => {
    if (error instanceof HttpError && error.code === 'FORBIDDEN')
      await audit.note({
        event: 'role-refused',
        by: callerOf(request),
        object: `${request.method} ${request.baseUrl}${request.path}`,
      });
    next(error);
  };
}
