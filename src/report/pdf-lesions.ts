import type { Content, ContentTable, TableCell } from 'pdfmake/interfaces.js';
import type { LesionContent, LesionRow, ReportContent } from './content.ts';
import { FAINT, heading, WIDTH } from './pdf-basics.ts';
import { RULE, TONES } from './pdf-parts.ts';

const PICTURE_WIDTH = 200;
/** Columns that hold words. */
const WORDS = 2;

/** Whether a report says something about lesions besides why they are not compared. */
export function hasLesions({ lesions }: ReportContent): boolean {
  return lesions !== null && typeof lesions !== 'string';
}

/** What became of the lesions: picture and table side by side, in one piece; one line where they were not compared. */
export function pdfLesions({ lesions }: ReportContent): Content {
  if (lesions === null) return [];
  if (typeof lesions === 'string') return { text: lesions, fontSize: 6.5 };
  const { title, sentences, picture, reading } = lesions;
  return {
    stack: [
      heading(title),
      { text: sentences.join(' '), margin: [0, 2, 0, 6] },
      {
        columns: [
          ...(picture === null ? [] : [{ svg: picture.svg, width: PICTURE_WIDTH }]),
          lesions.rows.length === 0 ? [] : { ...table(lesions), width: WIDTH - PICTURE_WIDTH - 12 },
        ],
        columnGap: 12,
      },
      { text: reading, color: FAINT, fontSize: 6.5, margin: [0, 8, 0, 0] },
    ],
    unbreakable: true,
    margin: [0, 14, 0, 0],
  };
}

function table({ columns, rows }: LesionContent): ContentTable {
  const aligned = (text: string, at: number) => ({
    text,
    alignment: at < WORDS ? ('left' as const) : ('right' as const),
  });
  const row = ({ tone, cells }: LesionRow): TableCell[] =>
    cells.map((text, at) => ({
      ...aligned(text, at),
      ...(at === cells.length - 1 && tone !== 'neutral' && { color: TONES[tone], bold: true }),
    }));
  return {
    table: {
      headerRows: 1,
      widths: columns.map((_, at) => (at === 1 ? '*' : 'auto')),
      body: [columns.map((text, at) => ({ ...aligned(text, at), color: FAINT })), ...rows.map(row)],
    },
    layout: {
      hLineWidth: (line) => (line === 0 ? 0 : 0.5),
      hLineColor: () => RULE,
      vLineWidth: () => 0,
    },
    fontSize: 7,
  };
}
