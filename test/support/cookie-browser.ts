/** A browser's cookies, without the rest; follows nothing by itself. */
export class CookieBrowser {
  readonly #cookies: Map<string, string>;

  /** With the cookies of another one. */
  constructor(other?: CookieBrowser) {
    this.#cookies = new Map(other ? other.#cookies : []);
  }

  /** Keeps another value under a name. */
  change(cookie: string, changed: (kept: string) => string) {
    this.#cookies.set(cookie, changed(this.#cookies.get(cookie) ?? ''));
  }

  get(address: string) {
    return this.#ask(address, {});
  }

  post(address: string, fields: Record<string, string>) {
    return this.#ask(address, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #ask(address: string, init: RequestInit) {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(address, { ...init, headers: { cookie }, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return { status: response.status, location: response.headers.get('location'), text: await response.text() };
  }
}
