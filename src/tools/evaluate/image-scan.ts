import type { Scan } from '../../inference/network/infer.ts';
import type { Picture } from './metrics/scores.ts';

/** HU of grey values 0 and 255 in the labelled images of COVID-SemiSeg (measured on aerated lung and soft tissue). */
const IMAGE_HU = [-1100, 260] as const;

/**
 * A labelled image as one slice: grey values to HU, and transposed, because the data set stores rows and columns of the axial
 * view exchanged. Its size in millimetres is not known; 1 mm stands for it and nothing may depend on that.
 */
export function scanOfImage(image: Picture): Scan {
  const axial = transpose(image);
  const [low, high] = IMAGE_HU;
  return {
    hu: Int16Array.from(axial.values, (grey) => Math.round(low + (grey * (high - low)) / 255)),
    geometry: {
      shape: [1, axial.height, axial.width],
      spacing: [1, 1, 1],
      origin: [0, 0, 0],
      columnAxis: [1, 0, 0],
      rowAxis: [0, 1, 0],
      sliceAxis: [0, 0, -1],
      frameOfReferenceUid: '',
    },
  };
}

/** A map of the scan, as the image is stored. */
export function mapOfImage(values: Uint8Array, { width, height }: Picture): Picture {
  return transpose({ width: height, height: width, values });
}

/** Rows and columns exchanged: an image as it is stored becomes the axial view, and the other way round. */
export function transpose({ width, height, values }: Picture): Picture {
  const turned = new Uint8Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = values[y * width + x]!;
  }
  return { width: height, height: width, values: turned };
}
