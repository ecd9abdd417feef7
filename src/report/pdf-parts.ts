import type { Content, TableCell } from 'pdfmake/interfaces.js';
import { profileSvg, timelineSvg } from './charts.ts';
import { columnGroups, type Line, type ReportContent } from './content.ts';
import { chart, FAINT, MARGIN, WIDTH } from './pdf-basics.ts';
import { inFonts } from './pdf-fonts.ts';

export const RULE = '#d9e0e7';
const ALERT = '#a1260d';
export const TONES = { worse: '#b3261e', unclear: '#8a5200', better: '#1b7f4b', neutral: FAINT } as const;

/** Title, notice, patient and study. */
export function pdfHead({ title, words, patient, study }: ReportContent): Content {
  return [
    {
      columns: [
        { text: title, fontSize: 15, bold: true },
        { text: words.notice, color: ALERT, bold: true, alignment: 'right', width: 'auto', margin: [0, 5, 0, 0] },
      ],
    },
    { columns: [{ stack: patient.map(named), width: '38%' }, { stack: study.map(named) }], margin: [0, 4, 0, 6] },
  ];
}

/** Whose pages the further ones are, in the margin. */
export function pdfRunningHead({ title, words, patient, study }: ReportContent): Content {
  const whose = [title, ...[...patient.slice(0, 2), ...study.slice(0, 1)].map(({ value }) => value)];
  return {
    columns: [
      { stack: [inFonts(whose.join(' · '))], color: FAINT },
      { text: words.notice, color: ALERT, alignment: 'right', width: 'auto', noWrap: true },
    ],
    columnGap: 8,
    // Two lines of a long name fit into the margin.
    fontSize: 6.5,
    margin: [MARGIN, 6, MARGIN, 0],
  };
}

/** The sentences, and what weakens them. */
export function pdfSummary({ verdict, sentences, warnings, words }: ReportContent): Content {
  const [main = '', ...others] = sentences;
  const told: Content[] = [
    { text: verdict.text, bold: true, color: TONES[verdict.tone] },
    { text: main, fontSize: 10.5, bold: true, margin: [0, 1, 0, 2] },
    { text: others.join(' ') },
  ];
  const careful: Content[] = [
    { text: words.section.readWithCare, bold: true },
    ...warnings.map(({ mark, message }): Content => ({ text: `${mark} ${message}` })),
  ];
  return [
    barred(told, TONES[verdict.tone], '#f3f6f9'),
    ...(warnings.length > 0 ? [barred(careful, '#c77700', '#fff6e5')] : []),
  ];
}

/** The course over time, if there is more than one timepoint, and the slice profile. Height in points. */
export function pdfCharts({ timeline, profile, words }: ReportContent, height: number): Content {
  const size = { height, fontSize: 7 };
  const { profileTitle, timelineTitle } = words.picture;
  const course = timeline.length > 1;
  const [left, right] = course ? [WIDTH * 0.57, WIDTH * 0.43 - 8] : [0, WIDTH];
  const slices = chart(profileTitle, profileSvg(profile, { ...size, width: right }, words), right);
  const over = course ? [chart(timelineTitle, timelineSvg(timeline, { ...size, width: left }, words), left)] : [];
  return { columns: [...over, slices], columnGap: 8, margin: [0, 8, 0, 6] };
}

/** The regions with their numbers. */
export function pdfTable({ table: { columns, rows } }: ReportContent): Content {
  const starts = columns.map(({ group }, at) => columns[at - 1]?.group !== group);
  const groups = columnGroups(columns).flatMap(({ group, span }): TableCell[] => [
    { text: group, bold: true, colSpan: span, margin: [6, 0, 0, 0] },
    ...Array.from({ length: span - 1 }, () => ({})),
  ]);
  const cell = (text: string, at: number, bold: boolean) => ({
    text,
    bold,
    alignment: 'right' as const,
    margin: [starts[at] ? 5 : 0, 0, 0, 0] as [number, number, number, number],
  });
  const titles = columns.map(({ title, marks }, at): TableCell => ({
    // Below the title: side by side they would make the column too wide.
    ...cell(marks === '' ? title : `${title}\n${marks}`, at, false),
    color: FAINT,
  }));
  const body = rows.map(({ title, tone, cells }, row): TableCell[] => [
    { text: title, bold: row === 0, noWrap: true },
    ...cells.map((text, at) => ({
      ...cell(text, at, row === 0),
      ...(columns[at]?.isCourse && tone !== 'neutral' && { color: TONES[tone], bold: true }),
    })),
  ]);
  return {
    table: {
      headerRows: 2,
      widths: ['auto', ...columns.map(() => '*')],
      body: [[{}, ...groups], [{}, ...titles], ...body],
    },
    layout: {
      hLineWidth: (line) => (line === 0 ? 0 : 0.5),
      hLineColor: (line) => (line === 2 || line === 5 ? FAINT : RULE),
      vLineWidth: () => 0,
      paddingLeft: () => 1.5,
      paddingRight: () => 1.5,
      paddingTop: () => 1.2,
      paddingBottom: () => 0.4,
    },
    fontSize: 7,
  };
}

/** How the numbers were made and how to read them. */
export function pdfFoot({ provenance }: ReportContent): Content {
  return { stack: provenance.map(named), fontSize: 6.5, margin: [0, 6, 0, 0] };
}

function named({ label, value }: Line): Content {
  return { columns: [{ text: label, color: FAINT, width: 62 }, inFonts(value)], columnGap: 4 };
}

function barred(stack: Content[], bar: string, fill: string): Content {
  return {
    table: { widths: ['*'], body: [[{ stack, margin: [5, 2, 5, 2] }]] },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (line) => (line === 0 ? 4 : 0),
      vLineColor: () => bar,
      fillColor: () => fill,
    },
    margin: [2, 0, 0, 3],
  };
}
