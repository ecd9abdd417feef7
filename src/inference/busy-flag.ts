const IDLE = 0;
const BUSY = 1;
const LONGEST_WAIT_MS = 60_000;

/**
 * Says, across threads, whether a thread is inside a native call. When the process ends Node stops its threads, and
 * onnxruntime-node, stopped in the middle of a call, aborts the whole process; so the end waits until the call is over.
 */
export type BusyFlag = Int32Array<SharedArrayBuffer>;

/** A flag that starts busy. */
export function busyFlag(): BusyFlag {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(BUSY);
}

export function setBusy(flag: BusyFlag): void {
  Atomics.store(flag, 0, BUSY);
}

export function setIdle(flag: BusyFlag): void {
  Atomics.store(flag, 0, IDLE);
  Atomics.notify(flag, 0);
}

/** Makes the end of the process wait for the flag to be idle. Returns the function that takes this back. */
export function holdExit(flag: BusyFlag): () => void {
  const wait = () => void Atomics.wait(flag, 0, BUSY, LONGEST_WAIT_MS);
  process.once('exit', wait);
  return () => process.off('exit', wait);
}
