/** Lets those who ask for the same thing at the same time share one making. Nothing is kept once it is made, or could not be made. */
export class SharedMaking<T> {
  readonly #under = new Map<string, Promise<T>>();

  /** What is being made for the key, else what `make` makes. */
  async make(key: string, make: () => Promise<T>): Promise<T> {
    const making = this.#under.get(key) ?? make().finally(() => this.#under.delete(key));
    this.#under.set(key, making);
    return await making;
  }
}
