import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { PoolOptions, ThreadPool } from '../../src/threads/pool.ts';
import { startedThreads } from '../support/started-threads.ts';
import type { SleeperProtocol } from './pool/sleeper-thread.ts';
import { sleepers } from './pool/sleepers.ts';

type Request = SleeperProtocol['request'];
const ask = (pool: ThreadPool<SleeperProtocol>, request: Request, options = {}) =>
  pool.ask(() => ({ request }), options);

async function withPool(
  work: (pool: ThreadPool<SleeperProtocol>) => Promise<void>,
  options: Partial<PoolOptions<SleeperProtocol>> = {},
  start: SleeperProtocol['start'] = {},
): Promise<void> {
  const pool = sleepers(options, start);
  try {
    await work(pool);
  } finally {
    await pool.terminate();
  }
}

suite('a pool of threads', () => {
  test('starts no thread before it is asked, and at most as many as it may', async () => {
    using started = startedThreads();
    await withPool(
      async (pool) => {
        assert.equal(started.threads.length, 0);
        await Promise.all(Array.from({ length: 9 }, () => ask(pool, { kind: 'sleep', ms: 1 })));
        assert.equal(started.threads.length, 2);
      },
      { size: 2 },
    );
  });

  test('says what the thread says of itself, and asks the same thread', async () => {
    using started = startedThreads();
    await withPool(async (pool) => {
      assert.equal(await pool.open(), 'awake');
      await ask(pool, { kind: 'sleep', ms: 0 });
      assert.equal(started.threads.length, 1);
    });
  });

  test('rejects with the fault when a thread cannot open, and fails what it was asked', async () => {
    await withPool(
      async (pool) => {
        await assert.rejects(pool.open(), { name: 'TypeError', message: 'the bed is missing' });
        await assert.rejects(ask(pool, { kind: 'sleep', ms: 0 }), { name: 'ThreadError', end: 'died' });
      },
      {},
      { opens: false },
    );
  });

  test('throws what the thread throws, a refusal as a refusal, and goes on', async () => {
    await withPool(async (pool) => {
      await assert.rejects(ask(pool, { kind: 'throw' }), { name: 'TypeError', message: 'a nightmare' });
      await assert.rejects(ask(pool, { kind: 'refuse' }), { name: 'RefusalError', code: 'NO_LUNGS' });
      assert.equal(await ask(pool, { kind: 'sleep', ms: 0 }), 0);
    });
  });

  test('fails a request that cannot be handed over, and the thread is free for the next', async () => {
    await withPool(async (pool) => {
      const values = new Int16Array(1);
      structuredClone(values, { transfer: [values.buffer] });
      const move = () => ({ request: { kind: 'move', values } as const, transfer: [values.buffer] });
      await assert.rejects(pool.ask(move), { name: 'DataCloneError' });
      const next = ask(pool, { kind: 'sleep', ms: 0 });
      await assert.rejects(pool.ask(move), { name: 'DataCloneError' });
      assert.equal(await next, 0);
    });
  });

  test('fails what a thread had when it dies, with nothing else lost, and starts a new one', async () => {
    using started = startedThreads();
    await withPool(async (pool) => {
      const outcomes = await Promise.allSettled([ask(pool, { kind: 'die' }), ask(pool, { kind: 'sleep', ms: 1 })]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['rejected', 'fulfilled'],
      );
      assert.equal(started.threads.length, 2);
    });
  });

  test('moves memory to the thread and back, and asks for it only when the thread is free', async () => {
    await withPool(async (pool) => {
      const values = new Int16Array([1, 2, 3]);
      let made = 0;
      const move = () => ({
        request: { kind: 'move', values: (made++, values) } as const,
        transfer: [values.buffer],
      });
      const first = ask(pool, { kind: 'sleep', ms: 20 });
      const moved = pool.ask(move);
      assert.deepEqual([made, values.length], [0, 3]);
      await first;
      assert.deepEqual(await moved, new Int16Array([1, 2, 3]));
      assert.deepEqual([made, values.length], [1, 0]);
    });
  });

  test('shows shared memory to the asker before the thread writes the next answer there', async () => {
    await withPool(async (pool) => {
      const seen: number[] = [];
      const onAnswer = (answer: SleeperProtocol['answer']) => seen.push((answer as Int16Array)[0]!);
      const values = Array.from({ length: 200 }, (_, value) => value);
      await Promise.all(values.map((value) => ask(pool, { kind: 'share', value }, { onAnswer })));
      assert.deepEqual(seen, values);
    });
  });
});

suite('requests side by side in one thread', () => {
  test('end when they end; in turn, they end in the order they were asked', async () => {
    for (const [inTurn, expected] of [
      [false, [5, 60]],
      [true, [60, 5]],
    ] as const)
      await withPool(
        async (pool) => {
          const ended: unknown[] = [];
          const sleeps = [60, 5].map((ms) => ask(pool, { kind: 'sleep', ms }).then((slept) => ended.push(slept)));
          await Promise.all(sleeps);
          assert.deepEqual(ended, expected);
        },
        { requestsPerThread: Infinity },
        { inTurn },
      );
  });

  test('are aborted one by one by their signals; one that was aborted before is not begun', async () => {
    await withPool(
      async (pool) => {
        const stopping = new AbortController();
        const told: string[] = [];
        const onProgress = (progress: string) => {
          told.push(progress);
          stopping.abort(new Error('the alarm rings'));
        };
        const aborted = ask(pool, { kind: 'sleep', ms: 60_000 }, { signal: stopping.signal, onProgress });
        const other = ask(pool, { kind: 'sleep', ms: 50 });
        await assert.rejects(aborted, { message: 'the alarm rings' });
        await assert.rejects(ask(pool, { kind: 'die' }, { signal: stopping.signal }), { message: 'the alarm rings' });
        assert.equal(await other, 50);
        assert.deepEqual(told, ['asleep']);
      },
      { requestsPerThread: Infinity },
    );
  });
});

suite('askers', () => {
  const [hostile, good] = [{}, {}];

  test('take turns: one with nothing under way is not kept waiting by another, whose requests do not end', async () => {
    using started = startedThreads();
    await withPool(
      async (pool) => {
        const stopping = new AbortController();
        const options = { turn: hostile, signal: stopping.signal };
        const endless = Array.from({ length: 9 }, () => ask(pool, { kind: 'sleep', ms: 60_000 }, options));
        const served = await Promise.all([1, 2, 3].map((ms) => ask(pool, { kind: 'sleep', ms }, { turn: good })));
        assert.deepEqual(served, [1, 2, 3]);
        assert.equal(started.threads.length, 3, 'one thread more than the pool has');
        stopping.abort(new Error('enough'));
        for (const outcome of await Promise.allSettled(endless)) assert.equal(outcome.status, 'rejected');
      },
      { size: 2 },
    );
  });

  test('that give up leave the queue at once', async () => {
    await withPool(async (pool) => {
      const had = ask(pool, { kind: 'sleep', ms: 300 });
      const stopping = new AbortController();
      const waited = ask(pool, { kind: 'die' }, { signal: stopping.signal });
      stopping.abort(new Error('enough'));
      await assert.rejects(Promise.race([had, waited]), { message: 'enough' });
      assert.equal(await had, 300);
    });
  });

  test('that give up end a thread that does not listen, and the next gets another', async () => {
    await withPool(
      async (pool) => {
        await pool.open();
        const stopping = new AbortController();
        const deaf = ask(pool, { kind: 'block', ms: 60_000 }, { signal: stopping.signal });
        stopping.abort(new Error('enough'));
        await assert.rejects(deaf, { message: 'enough' });
        assert.equal(await ask(pool, { kind: 'sleep', ms: 1 }), 1);
      },
      { abortGraceMs: 200 },
    );
  });
});

suite('the end of a pool', () => {
  test('closed, it lets the threads end what they have; what waits and what comes later fails', async () => {
    const pool = sleepers();
    const [had, waited] = [ask(pool, { kind: 'sleep', ms: 30 }), ask(pool, { kind: 'sleep', ms: 1 })];
    const failed = assert.rejects(waited, { name: 'ThreadError', end: 'closed' });
    await Promise.all([pool.close(), pool.close()]);
    assert.equal(await had, 30);
    await failed;
    await assert.rejects(ask(pool, { kind: 'sleep', ms: 1 }), { name: 'ThreadError', end: 'closed' });
  });

  test('terminated, it fails what the threads have', async () => {
    const pool = sleepers();
    const failed = assert.rejects(ask(pool, { kind: 'sleep', ms: 60_000 }), { name: 'ThreadError', end: 'closed' });
    await pool.terminate();
    await failed;
  });

  test('a request that takes too long ends its thread, and the next gets another', async () => {
    await withPool(
      async (pool) => {
        await pool.open();
        const late = ask(pool, { kind: 'sleep', ms: 60_000 });
        const next = ask(pool, { kind: 'sleep', ms: 0 });
        await assert.rejects(late, { name: 'ThreadError', end: 'overdue' });
        assert.equal(await next, 0);
      },
      { limitMs: 3000 },
    );
  });

  const end = (script: string) => {
    const path = join(import.meta.dirname, 'pool', script);
    const { status, stdout } = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 30_000 });
    return { status, stdout };
  };

  test('left open, it leaves the process free to end', () => {
    assert.deepEqual(end('leave-open.ts'), { status: 0, stdout: '50\n' });
  });

  test('holds the exit of the process until a thread that must not be stopped has answered', () => {
    assert.deepEqual(end('exit-while-blocked.ts'), { status: 3, stdout: 'true\n' });
  });
});
