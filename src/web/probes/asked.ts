export interface AskedOptions {
  /** How long an answer may take, ms. */
  readonly patienceMs: number;
  /** How long it is given again, ms. */
  readonly freshMs: number;
}

/**
 * A question that anybody may ask as often as they like: at most one is under way, whoever waits for it waits a limited time, and an
 * answer is given again for a while.
 */
export class Asked<T> {
  readonly #ask: (signal: AbortSignal) => T | Promise<T>;
  readonly #options: AskedOptions;
  #underWay: Promise<T | undefined> | undefined;
  #answer: { readonly value: T | undefined; readonly until: number } | undefined;

  constructor(ask: (signal: AbortSignal) => T | Promise<T>, options: AskedOptions) {
    this.#ask = ask;
    this.#options = options;
  }

  /** The answer; undefined when it throws, or does not come in time. */
  async answer(): Promise<T | undefined> {
    if (this.#answer !== undefined && performance.now() < this.#answer.until) return this.#answer.value;
    this.#underWay ??= this.#find().finally(() => (this.#underWay = undefined));
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, this.#options.patienceMs, undefined);
    return await Promise.race([this.#underWay, promise]).finally(() => clearTimeout(timer));
  }

  async #find(): Promise<T | undefined> {
    const value = await this.#try();
    this.#answer = { value, until: performance.now() + this.#options.freshMs };
    return value;
  }

  async #try(): Promise<T | undefined> {
    try {
      return await this.#ask(AbortSignal.timeout(this.#options.patienceMs));
    } catch {
      return undefined;
    }
  }
}
