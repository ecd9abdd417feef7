/** Bytes that grow by doubling. */
export class GrowingBytes {
  #bytes = new Uint8Array(4096);
  length = 0;

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  /** Returns where the bytes begin. */
  append(bytes: Uint8Array): number {
    const start = this.length;
    this.length += bytes.length;
    if (this.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, start);
    return start;
  }

  /** Overwrites four bytes that are there. */
  setUint32(at: number, value: number, littleEndian: boolean): void {
    new DataView(this.#bytes.buffer).setUint32(at, value, littleEndian);
  }
}
