import type { Request } from 'express';

/** What a caller may do; each role may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
/** A viewer reads; an operator corrects, confirms and asks for analyses; an admin keeps users, tokens and the audit. */
export type Role = (typeof ROLES)[number];

/** Who sends a request. */
export interface Caller {
  /** As the audit names it: the user's name, `token:<name>`, or `local` where nobody needs to sign in. */
  readonly user: string;
  readonly role: Role;
  /** `session` is a person who signed in; programs and browsers with a token come by `token`. */
  readonly via: 'loopback' | 'session' | 'token';
  /** IP address that the request came from. */
  readonly address: string;
}

const CALLERS = new WeakMap<object, Caller>();

/** Who sends the request, as the guard found. Throws RangeError where no guard stands before the route. */
export function callerOf<Params>(request: Request<Params>): Caller {
  const caller = CALLERS.get(request);
  if (caller === undefined) throw new RangeError(`${request.path} is not behind the guard`);
  return caller;
}

/** The guard has found who sends the request. */
export function setCaller(request: Request, caller: Omit<Caller, 'address'>): void {
  CALLERS.set(request, { ...caller, address: request.ip ?? '' });
}

/** Whether a caller may do what is left to a role. */
export function may({ role }: Pick<Caller, 'role'>, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Name of the person who signed in; undefined for tokens and where nobody signs in, who may act for anybody. */
export function personOf({ user, via }: Caller): string | undefined {
  return via === 'session' ? user : undefined;
}
