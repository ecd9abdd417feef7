import type { WriteStream } from 'node:tty';

const WIDTH = 28;

/** Shows how far a named stage is, on one line of a terminal; silent where there is none. */
export interface Progress {
  show(stage: string, done: number, total: number): void;
  end(): void;
}

/** A progress bar on a terminal stream (stderr), nothing elsewhere: logs and pipes stay clean. */
export function terminalProgress(stream: WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => {}, end: () => {} };
  return {
    show(stage, done, total) {
      const filled = total > 0 ? Math.round((done / total) * WIDTH) : 0;
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
      stream.write(`\r\x1b[K${stage.padEnd(10)} ${bar} ${done}/${total}`);
    },
    end: () => void stream.write('\r\x1b[K'),
  };
}
