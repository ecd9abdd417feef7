import { setTimeout as delay } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { RefusalError } from '../../../src/errors/refusal-error.ts';
import type { Protocol, ThreadData } from '../../../src/threads/protocol.ts';
import { type Answered, type RequestHooks, serve } from '../../../src/threads/serve.ts';

/** A thread that can be asked for every behaviour. */
export interface SleeperProtocol extends Protocol {
  readonly start: { readonly inTurn?: boolean; readonly opens?: boolean };
  readonly opened: string;
  readonly request:
    | { readonly kind: 'sleep' | 'block'; readonly ms: number }
    | { readonly kind: 'share'; readonly value: number }
    | { readonly kind: 'move'; readonly values: Int16Array<ArrayBuffer> }
    | { readonly kind: 'throw' | 'refuse' | 'die' };
  readonly answer: number | Int16Array;
  readonly progress: string;
}

const shared = new Int16Array(new SharedArrayBuffer(2));
const { inTurn = false } = (workerData as ThreadData<SleeperProtocol>).start;

await serve<SleeperProtocol>(
  async ({ opens = true }) => {
    if (!opens) throw new TypeError('the bed is missing');
    return { opened: 'awake', answer };
  },
  { inTurn },
);

async function answer(
  request: SleeperProtocol['request'],
  { onProgress, signal }: RequestHooks<SleeperProtocol>,
): Promise<Answered<SleeperProtocol>> {
  switch (request.kind) {
    case 'sleep':
      onProgress('asleep');
      await delay(request.ms, undefined, { signal });
      return { answer: request.ms };
    case 'block':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, request.ms);
      return { answer: request.ms };
    case 'share':
      shared[0] = request.value;
      return { answer: shared };
    case 'move':
      return { answer: request.values, transfer: [request.values.buffer] };
    case 'throw':
      throw new TypeError('a nightmare');
    case 'refuse':
      throw new RefusalError({ code: 'NO_LUNGS', message: 'nobody sleeps here' });
    case 'die':
      return process.exit(1);
  }
}
