const LONGEST_WAIT_MS = 60_000;

/**
 * Counts, across threads, the calls that a thread works on or was asked for. When the process exits, Node stops its threads, and
 * onnxruntime-node, stopped in the middle of a native call, aborts the whole process; so the exit waits until the calls are over.
 */
export type CallCount = Int32Array<SharedArrayBuffer>;

/** The count of a thread that is opening: that is its first call. */
export function countCalls(): CallCount {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(1);
}

/** One call more. */
export function callBegins(calls: CallCount): void {
  Atomics.add(calls, 0, 1);
}

/** One call is over. */
export function callEnds(calls: CallCount): void {
  Atomics.sub(calls, 0, 1);
  Atomics.notify(calls, 0);
}

/** Makes the exit of the process wait until the calls are over, at most a minute. Returns the function that takes this back. */
export function holdExit(calls: CallCount): () => void {
  const wait = () => {
    for (let count = Atomics.load(calls, 0); count > 0; count = Atomics.load(calls, 0))
      if (Atomics.wait(calls, 0, count, LONGEST_WAIT_MS) === 'timed-out') return;
  };
  process.once('exit', wait);
  return () => process.off('exit', wait);
}
