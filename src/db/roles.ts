/** What a caller may do; each role may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
/** A viewer reads; an operator corrects, confirms and asks for analyses; an admin keeps users, tokens and the audit. */
export type Role = (typeof ROLES)[number];
