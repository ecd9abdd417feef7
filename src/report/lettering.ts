import { fileURLToPath } from 'node:url';
import { type Font, openSync } from 'fontkit';

export interface LetteringOptions {
  /** Where the text begins, ends or has its middle, and its base line, pixels from the top left. */
  readonly x: number;
  readonly y: number;
  /** Height of the letters' em, pixels. */
  readonly size: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** A line around the letters keeps them legible on any picture. */
  readonly outlined?: boolean;
}

const FONT_FILE = fileURLToPath(import.meta.resolve('pdfmake/fonts/Roboto/Roboto-Medium.ttf'));
const SHARE = { start: 0, middle: 0.5, end: 1 } as const;
const OUTLINE = 0.22;
let font: Font | undefined;

/**
 * White letters as outlines in SVG: a picture needs no font of the machine, and is the same on every one. Latin, Greek and Cyrillic.
 */
export function lettering(text: string, { x, y, size, anchor = 'start', outlined = false }: LetteringOptions): string {
  // A font file holds one font; only collections hold several.
  font ??= openSync(FONT_FILE) as Font;
  const scale = size / font.unitsPerEm;
  const { glyphs, positions, advanceWidth } = font.layout(text);
  let at = x / scale - advanceWidth * SHARE[anchor];
  const paths = glyphs.map(({ path }, index) => {
    const left = at;
    at += positions[index]?.xAdvance ?? 0;
    return `<path transform="translate(${left.toFixed(1)} 0)" d="${path.toSVG()}"/>`;
  });
  const outline = outlined
    ? ` stroke="#000" stroke-width="${OUTLINE * font.unitsPerEm}" stroke-linejoin="round" paint-order="stroke"`
    : '';
  return `<g fill="#fff"${outline} transform="translate(0 ${y}) scale(${scale.toFixed(6)} ${(-scale).toFixed(6)})">${paths.join('')}</g>`;
}

/** A layer of a picture, to be put over pixels: parts in SVG. */
export function svgLayer(width: number, height: number, parts: readonly string[]): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`,
  );
}
