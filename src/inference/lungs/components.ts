import type { Shape } from './grid.ts';

export interface Components {
  /** 0 where the mask is 0, else the number of the component, from 1; [z,y,x]. */
  readonly labels: Int32Array;
  /** Cells of each component; index 0 is unused. */
  readonly sizes: readonly number[];
}

/** Splits a mask [z,y,x] into parts that hang together by their faces. */
export function labelComponents(mask: Uint8Array, shape: Shape): Components {
  const labels = new Int32Array(mask.length);
  const stack = new Int32Array(mask.length);
  const sizes = [0];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] && !labels[i]) sizes.push(fill(mask, shape, labels, stack, i, sizes.length));
  }
  return { labels, sizes };
}

/** Numbers of the components, the largest first. */
export function bySize({ sizes }: Components): number[] {
  return Array.from(sizes.keys())
    .slice(1)
    .sort((a, b) => sizes[b]! - sizes[a]!);
}

function fill(
  mask: Uint8Array,
  [, height, width]: Shape,
  labels: Int32Array,
  stack: Int32Array,
  seed: number,
  label: number,
): number {
  const area = height * width;
  let top = 0;
  let size = 0;
  const push = (i: number): void => {
    if (!mask[i] || labels[i]) return;
    labels[i] = label;
    stack[top++] = i;
  };
  push(seed);
  while (top > 0) {
    const i = stack[--top]!;
    const x = i % width;
    const y = ((i - x) / width) % height;
    size++;
    if (x > 0) push(i - 1);
    if (x < width - 1) push(i + 1);
    if (y > 0) push(i - width);
    if (y < height - 1) push(i + width);
    if (i >= area) push(i - area);
    if (i + area < mask.length) push(i + area);
  }
  return size;
}
