const PACE = 2;

/**
 * The most processor time that this thread takes between two looks at its event loop while `work` is done, ms. Other programs that keep
 * the machine busy hardly change it.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = used();
  const beat = () => {
    const now = used();
    longest = Math.max(longest, now - before);
    before = now;
  };
  const heart = setInterval(beat, PACE);
  try {
    await work();
  } finally {
    clearInterval(heart);
    beat();
  }
  return longest;
}

function used(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
