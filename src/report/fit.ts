/** Width and height, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest size inside a frame that has the proportions of what is shown, given in mm: pixels of a slice need not be square. */
export function fitted(across: number, down: number, frame: Size): Size {
  const scale = Math.min(frame.width / across, frame.height / down);
  return { width: Math.round(across * scale), height: Math.round(down * scale) };
}

/** What is missing around a picture to fill a frame, the picture in its middle. */
export function padding({ width, height }: Size, frame: Size) {
  const [left, top] = [Math.floor((frame.width - width) / 2), Math.floor((frame.height - height) / 2)];
  return { left, right: frame.width - width - left, top, bottom: frame.height - height - top };
}
