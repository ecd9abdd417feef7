import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { PRODUCT } from '../product.ts';
import type { ReportContent } from './content.ts';
import { FONT_FILES, FONTS, MAIN_FONT } from './pdf-fonts.ts';
import { MARGIN } from './pdf-basics.ts';
import { hasLesions, pdfLesions } from './pdf-lesions.ts';
import { pdfCharts, pdfFoot, pdfHead, pdfRunningHead, pdfSummary, pdfTable } from './pdf-parts.ts';
import { pdfStrip, pdfViews } from './pdf-pictures.ts';

/**
 * Height of the charts, points, and the share of the page's width that pictures take: long texts and many warnings take their place from them,
 * so that what is said and measured stays on one page. Smaller ones would show nothing; with every warning at once there are two pages.
 */
const SIZES = [
  { chartHeight: 128, pictureShare: 1 },
  { chartHeight: 104, pictureShare: 1 },
  { chartHeight: 80, pictureShare: 1 },
  { chartHeight: 80, pictureShare: 0.8 },
] as const;
type Sizes = (typeof SIZES)[number];

/**
 * The report as a PDF: one A4 page, and one more for the lungs from other sides and for lesions, where there are any; real
 * text in embedded fonts (decision 19), charts as vectors. The same content produces the same bytes.
 */
export async function renderPdf(content: ReportContent): Promise<Uint8Array> {
  pdfmake.setFonts(FONTS);
  pdfmake.setLocalAccessPolicy((path) => FONT_FILES.has(path));
  pdfmake.setUrlAccessPolicy(() => false);
  let pdf = new Uint8Array();
  const wanted = hasViews(content) || hasLesions(content) ? 2 : 1;
  for (const sizes of SIZES) {
    let pages = 1;
    const onPage = (page: number) => (pages = Math.max(pages, page));
    pdf = new Uint8Array(await pdfmake.createPdf(documentOf(content, sizes, onPage)).getBuffer());
    if (pages <= wanted) break;
  }
  return pdf;
}

function hasViews({ views, histogram }: ReportContent): boolean {
  return views.length > 0 || histogram !== null;
}

function documentOf(
  content: ReportContent,
  { chartHeight, pictureShare }: Sizes,
  onPage: (page: number) => void,
): TDocumentDefinitions {
  return {
    pageBreakBefore: ({ pageNumbers }) => {
      pageNumbers.forEach(onPage);
      return false;
    },
    pageSize: 'A4',
    pageMargins: [MARGIN, MARGIN, MARGIN, MARGIN],
    header: (page) => (page === 1 ? '' : pdfRunningHead(content)),
    version: '1.7',
    language: content.words.tag,
    displayTitle: true,
    info: {
      title: content.title,
      subject: content.words.notice,
      creator: PRODUCT.name,
      producer: `${PRODUCT.name} ${PRODUCT.version}`,
      creationDate: content.performedAt,
    },
    defaultStyle: { font: MAIN_FONT, fontSize: 8, lineHeight: 1.1, color: '#1c2733' },
    content: [
      pdfHead(content),
      pdfSummary(content),
      pdfCharts(content, chartHeight),
      pdfTable(content),
      pdfStrip(content, pictureShare),
      pdfFoot(content),
      ...(hasViews(content) || hasLesions(content) ? [{ text: '', pageBreak: 'before' as const }] : []),
      ...(hasViews(content) ? [pdfViews(content)] : []),
      pdfLesions(content),
    ],
  };
}
