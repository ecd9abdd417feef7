import type { Column, Content } from 'pdfmake/interfaces.js';
import type { Words } from '../language/words.ts';
import { FINDINGS } from '../volume/findings.ts';
import { histogramSvg } from './charts.ts';
import type { ReportContent } from './content.ts';
import { FINDING_COLOURS, type Rgb } from './finding-colours.ts';
import { chart, FAINT, GAP, heading, WIDTH } from './pdf-basics.ts';
import { jpegAddress, type SliceThumbnail, THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH } from './thumbnails.ts';
import { viewerPath } from './viewer-link.ts';

const CHART = { width: WIDTH, height: 150, fontSize: 7, withoutLegend: true } as const;

/** The lungs from other sides, pictures of one height side by side, and the attenuation of what is in them. */
export function pdfViews({ views, histogram, isInfected, words }: ReportContent): Content {
  const { section, picture } = words;
  const proportions = views.map(({ width, height }) => width / height);
  const room = WIDTH - (views.length - 1) * GAP;
  const height = room / proportions.reduce((sum, proportion) => sum + proportion, 0);
  const pictures = views.map(({ kind, jpeg }, at): Column => {
    const width = height * proportions[at]!;
    const title: Content = { text: picture.viewTitle[kind], fontSize: 6.5, color: FAINT, margin: [0, 1.5, 0, 0] };
    return { stack: [{ image: jpegAddress(jpeg), width, height }, title], width };
  });
  const attenuation = histogram && chart(picture.histogramTitle, histogramSvg(histogram, CHART, words), CHART.width);
  const lung = histogram === null ? [] : key(words.subject.lung.noun, FAINT);
  return {
    stack: [
      titled(section.views, words, lung, ''),
      ...(pictures.length > 0 ? [{ columns: pictures, columnGap: GAP, margin: [0, 4, 0, 2] } satisfies Content] : []),
      ...(pictures.length > 0 ? [note(picture.viewNote(isInfected))] : []),
      ...(attenuation ? [{ columns: [attenuation], margin: [0, 10, 0, 0] } satisfies Content] : []),
    ],
  };
}

function note(text: string): Content {
  return { text, fontSize: 7, color: FAINT };
}

/** The most affected slices, those of the previous timepoint below those of the current one, on a share of the page's width. */
export function pdfStrip({ strip, words, publicUrl }: ReportContent, share: number): Content {
  const { current, previous, studies, columns, perRow } = strip;
  if (columns.length === 0) return [];
  const width = (share * WIDTH - (perRow - 1) * GAP) / perRow;
  const rows = (studyInstanceUid: string, date: string, pictures: (SliceThumbnail | null)[]): Content[] => [
    { text: words.date(date), bold: true, margin: [0, 3, 0, 1] },
    ...chunks(pictures, perRow).map((chunk): Content => {
      return {
        columns: chunk.map((picture) => pictureOf(picture, width, words, linkTo(studyInstanceUid, picture))),
        columnGap: GAP,
      };
    }),
  ];
  // A file cannot know where the service is, unless it is told.
  const linkTo = (studyInstanceUid: string, slice: SliceThumbnail | null): string | undefined =>
    publicUrl === undefined || slice === null ? undefined : publicUrl + viewerPath({ studyInstanceUid, slice });
  const now = columns.map((column) => column.current);
  const before = columns.map((column) => column.previous);
  return [
    titled(previous === null ? words.section.slices : words.section.slicesOfBoth, words, [], words.picture.view),
    ...rows(studies.current, current, now),
    ...(previous === null || studies.previous === null ? [] : rows(studies.previous, previous, before)),
  ];
}

/** A heading, the colours of the findings and further ones, and how to read the pictures. */
function titled(title: string, { subject }: Words, further: readonly Column[], note: string): Content {
  const legend = [
    ...FINDINGS.flatMap((finding) => key(subject[finding.key].noun, css(FINDING_COLOURS[finding.key]))),
    ...further,
    { text: note, color: FAINT, fontSize: 7, width: 'auto', margin: [0, 2, 0, 0] } satisfies Column,
  ];
  return { columns: [heading(title), ...legend], margin: [0, 8, 0, 0] };
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size));
}

function key(text: string, color: string): Column[] {
  return [
    { canvas: [{ type: 'rect', x: 0, y: 2, w: 7, h: 7, color }], width: 10 },
    { text, color: FAINT, fontSize: 7, width: 'auto', margin: [0, 2, 6, 0] },
  ];
}

function css([red, green, blue]: Rgb): string {
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`;
}

function pictureOf(
  thumbnail: SliceThumbnail | null,
  width: number,
  { picture }: Words,
  link: string | undefined,
): Column {
  if (thumbnail === null) return { text: picture.missing, color: FAINT, width };
  return {
    stack: [
      {
        image: jpegAddress(thumbnail.jpeg),
        width,
        height: (width * THUMBNAIL_HEIGHT) / THUMBNAIL_WIDTH,
        ...(link !== undefined && { link }),
      },
      {
        text: picture.caption(thumbnail.height, thumbnail.infectedPercent),
        fontSize: 6.5,
        color: FAINT,
        margin: [0, 1.5, 0, 0],
      },
    ],
    width,
  };
}
