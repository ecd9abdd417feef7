import type { RequestHandler } from 'express';
import { type Caller, setCaller } from '../../src/web/access/caller.ts';

/** Who calls where nobody needs to sign in. */
export const LOCAL: Caller = { user: 'local', role: 'admin', via: 'loopback', address: '127.0.0.1' };

/** Stands for the guard where routes are tested alone. */
export function asCaller(caller: Caller): RequestHandler {
  return (request, _response, next) => {
    setCaller(request, caller, async () => true);
    next();
  };
}
