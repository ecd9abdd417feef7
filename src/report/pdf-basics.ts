import type { Column, Content } from 'pdfmake/interfaces.js';

/** Points; A4 is 595 x 842. */
export const MARGIN = 26;
export const WIDTH = 595 - 2 * MARGIN;
export const FAINT = '#5b6b7b';
export const GAP = 5;

/** The title of a part. */
export function heading(text: string): Content {
  return { text, fontSize: 9, bold: true };
}

/** A chart under its title; width in points. */
export function chart(title: string, svg: string, width: number): Column {
  return { stack: [heading(title), { svg, width }], width };
}
