import type { Request } from 'express';
import { type Role, ROLES } from '../../db/roles.ts';

export type { Role };

/** Who sends a request. */
export interface Caller {
  /** As the audit names it: the user's name, `token:<name>`, or `local` where nobody needs to sign in. */
  readonly user: string;
  readonly role: Role;
  /** `session` is a person who signed in; programs, and browsers that were let in by a token, come by `token`. */
  readonly via: 'loopback' | 'session' | 'token';
  /** IP address that the request came from. */
  readonly address: string;
}

/** Who the guard found; its role and address are those of the request. */
export type Known = Omit<Caller, 'address'>;

interface Found {
  readonly caller: Caller;
  readonly again: () => Promise<boolean>;
}

const FOUND = new WeakMap<object, Found>();

/** Who sends the request, as the guard found. Throws RangeError where no guard stands before the route. */
export function callerOf<Params>(request: Request<Params>): Caller {
  return foundOf(request).caller;
}

/** Who sends the request; undefined where no guard has let anybody in. */
export function callerIfKnown(request: Request): Caller | undefined {
  return FOUND.get(request)?.caller;
}

/** Whether who sent the request may still come in: asked again where an answer takes long. */
export async function isStillIn<Params>(request: Request<Params>): Promise<boolean> {
  return await foundOf(request).again();
}

/** The guard has found who sends the request; `again` tells whether it would find the same now. */
export function setCaller(request: Request, known: Known, again: () => Promise<boolean>): void {
  FOUND.set(request, { caller: { ...known, address: request.ip ?? '' }, again });
}

function foundOf<Params>(request: Request<Params>): Found {
  const found = FOUND.get(request);
  if (found === undefined) throw new RangeError(`${request.path} is not behind the guard`);
  return found;
}

/** Whether a caller may do what is left to a role. */
export function may({ role }: Pick<Caller, 'role'>, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Name of the person who signed in; undefined for tokens and where nobody signs in, who may act for anybody. */
export function personOf({ user, via }: Caller): string | undefined {
  return via === 'session' ? user : undefined;
}
