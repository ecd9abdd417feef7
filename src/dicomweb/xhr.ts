import type { Http, HttpResponse } from './http.ts';

/** dicomweb-client cannot ask for an instance as it is stored, whatever its transfer syntax (PS3.18 8.7.3.5.2). */
const INSTANCE = 'multipart/related; type="application/dicom"';
const AS_STORED = `${INSTANCE}; transfer-syntax=*`;

/**
 * The part of a browser's XMLHttpRequest that dicomweb-client uses, over our HTTP connections. One object serves one
 * call. The reason why no answer came is kept in `failure`, since dicomweb-client only looks at the status.
 */
export class HttpXhr {
  readyState = 0;
  status = 0;
  responseType = '';
  response: unknown = null;
  failure: unknown = undefined;
  url = '';
  onreadystatechange: () => void = () => {};
  #method: 'GET' | 'POST' = 'GET';
  // The answer to STOW-RS is XML unless JSON is asked for (PS3.18 10.5.1).
  #headers: Record<string, string> = { accept: 'application/dicom+json' };
  #answer: HttpResponse | undefined;
  readonly #http: Http;
  readonly #signal: AbortSignal | undefined;

  constructor(http: Http, signal: AbortSignal | undefined) {
    this.#http = http;
    this.#signal = signal;
  }

  open(method: string, url: string): void {
    this.#method = method.toUpperCase() === 'POST' ? 'POST' : 'GET';
    this.url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers[name.toLowerCase()] = value === INSTANCE ? AS_STORED : value;
  }

  getResponseHeader(name: string): string | null {
    return this.#answer?.headers[name.toLowerCase()] ?? null;
  }

  getAllResponseHeaders(): string {
    const headers = Object.entries(this.#answer?.headers ?? {});
    return headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  }

  send(body?: ArrayBuffer): void {
    void this.#exchange(body && new Uint8Array(body)).catch((error: unknown) => {
      // Also where dicomweb-client itself throws, at a body that is no multipart message.
      this.failure = error;
      this.status = 0;
      this.onreadystatechange();
    });
  }

  async #exchange(body: Uint8Array | undefined): Promise<void> {
    const message = { method: this.#method, url: this.url, headers: this.#headers, body, signal: this.#signal };
    this.readyState = 4;
    this.#answer = await this.#http.send(message);
    this.response = this.#read(this.#answer);
    this.status = this.#answer.status;
    this.onreadystatechange();
  }

  #read({ body, headers }: HttpResponse): unknown {
    if (this.responseType === 'arraybuffer') return body;
    const words = new TextDecoder().decode(body);
    return (headers['content-type'] ?? '').includes('json') ? (JSON.parse(words) as unknown) : words;
  }
}
