/** A path of this service to go to after the sign-in; anything else would lead away from it. */
export function returnPath(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && !to.startsWith('/login') ? to : '/';
}
