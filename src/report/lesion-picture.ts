import type { LesionCourse } from '../followup/lesions/course.ts';
import { FRONT_LETTERS, type FrontLung, LUNG } from '../followup/lesions/front.ts';
import { LESION_VERDICTS, type LesionVerdict } from '../followup/lesions/verdicts.ts';
import type { Words } from '../language/words.ts';

/** Colours of what became of a lesion; a sign says the same to those who do not see them. */
const LESION_COLOURS: Readonly<Record<LesionVerdict, string>> = {
  new: '#c2185b',
  grown: '#e65100',
  stable: '#5b6b7b',
  shrunk: '#00796b',
  gone: '#7fb8ae',
  unclear: '#8a5200',
};
/** Signs in a square from -1 to 1: plus, triangle up, two bars, triangle down, cross, ring. */
const SIGNS: Readonly<Record<LesionVerdict, string>> = {
  new: 'M-.3-1h.6v.7h.7v.6h-.7v.7h-.6v-.7h-.7v-.6h.7z',
  grown: 'M0-1L1 .8H-1z',
  stable: 'M-1-.7h2v.5h-2zM-1 .2h2v.5h-2z',
  shrunk: 'M0 1L1-.8H-1z',
  gone: 'M-1-.6l.4-.4.6.6.6-.6.4.4-.6.6.6.6-.4.4-.6-.6-.6.6-.4-.4.6-.6z',
  unclear: 'M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0zM-.5 0a.5.5 0 1 1 1 0a.5.5 0 1 1-1 0z',
};
const [INK, LUNG_COLOUR, PAPER] = ['#1c2733', '#d5dce3', '#ffffff'] as const;
const FONT = 'Roboto, Helvetica, Arial, sans-serif';
/** In mm of the lungs, as everything in the picture. */
const [GAP, MARGIN, LETTER, SIGN] = [16, 8, 11, 4.5] as const;
const LINE = 1.7 * LETTER;

/** Both lungs from the front with the lesions in the colours of what became of them, each with sign and number, and what the signs mean. SVG. */
export function lesionSvg({ front, lesions }: LesionCourse, { lesions: words }: Words): string {
  const sizes = front.lungs.map((lung): [number, number] => (lung === null ? [0, 0] : sizeOf(lung)));
  const lefts = [MARGIN, MARGIN + (sizes[0]?.[0] ?? 0) + GAP];
  const legend = LESION_VERDICTS.filter((verdict) => lesions.some((lesion) => lesion.verdict === verdict));
  const width = 2 * MARGIN + GAP + sizes.reduce((sum, [across]) => sum + across, 0);
  const bottom = MARGIN + LINE + Math.max(...sizes.map(([, down]) => down));
  const height = bottom + 1.5 * MARGIN + Math.ceil(legend.length / 3) * LINE;
  const lungs = front.lungs.map((lung, at) => (lung === null ? '' : lungPaths(lung, lefts[at]!)));
  const marks = front.places.map(({ number, lung, x, y }) => {
    const { verdict } = lesions.find((one) => one.number === number)!;
    const [across, down] = front.lungs[lung]!.cellMm;
    return mark(verdict, lefts[lung]! + (x + 0.5) * across, MARGIN + LINE + (y + 0.5) * down, String(number));
  });
  const sides = [text(words.right, MARGIN, MARGIN + LETTER), text(words.left, width - MARGIN, MARGIN + LETTER, 'end')];
  const key = legend.map((verdict, at) => {
    const [x, y] = [MARGIN + SIGN + (at % 3) * (width / 3), bottom + MARGIN + (Math.floor(at / 3) + 0.5) * LINE];
    return mark(verdict, x, y, words.verdict[verdict]);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}"><rect width="${round(width)}" height="${round(height)}" fill="${PAPER}"/>${[...lungs, ...marks, ...sides, ...key].join('')}</svg>`;
}

function sizeOf({ rows, cellMm }: FrontLung): [width: number, height: number] {
  return [rows[0]!.length * cellMm[0], rows.length * cellMm[1]];
}

/** Cells of one letter as one path, a bar for each run of them. */
function lungPaths({ rows, cellMm: [across, down] }: FrontLung, left: number): string {
  const colours = [
    [LUNG, LUNG_COLOUR],
    ...LESION_VERDICTS.map((of) => [FRONT_LETTERS[of], LESION_COLOURS[of]]),
  ] as const;
  return colours
    .map(([letter, colour]) => {
      const bars = rows.flatMap((row, y) =>
        [...row.matchAll(new RegExp(`${letter}+`, 'g'))].map(
          ({ index, 0: run }) =>
            `M${round(left + index * across)} ${round(MARGIN + LINE + y * down)}h${round(run.length * across)}v${round(down + 0.15)}h-${round(run.length * across)}z`,
        ),
      );
      return bars.length === 0 ? '' : `<path fill="${colour}" d="${bars.join('')}"/>`;
    })
    .join('');
}

/** A sign on a white ground, with a text beside it. */
function mark(verdict: LesionVerdict, x: number, y: number, beside: string): string {
  const at = `translate(${round(x)} ${round(y)}) scale(${SIGN})`;
  return `<path transform="${at}" d="${SIGNS[verdict]}" fill="${PAPER}" stroke="${PAPER}" stroke-width=".9" stroke-linejoin="round"/><path transform="${at}" d="${SIGNS[verdict]}" fill="${LESION_COLOURS[verdict]}"/>${text(beside, x + 1.9 * SIGN, y + LETTER / 3)}`;
}

function text(words: string, x: number, y: number, anchor: 'start' | 'end' = 'start'): string {
  const common = `x="${round(x)}" y="${round(y)}" font-family="${FONT}" font-size="${LETTER}" font-weight="bold" text-anchor="${anchor}"`;
  return `<text ${common} stroke="${PAPER}" stroke-width="2.5">${words}</text><text ${common} fill="${INK}">${words}</text>`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
