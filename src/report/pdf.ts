import { fileURLToPath } from 'node:url';
import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { PRODUCT } from '../product.ts';
import type { ReportContent } from './content.ts';
import { MARGIN, pdfCharts, pdfFoot, pdfHead, pdfStrip, pdfSummary, pdfTable } from './pdf-parts.ts';

/**
 * The report as a PDF: one A4 page, real text in an embedded font (Latin, Greek and Cyrillic letters), charts as vectors. The same
 * content produces the same bytes.
 */
export async function renderPdf(content: ReportContent): Promise<Uint8Array> {
  pdfmake.setFonts({ Roboto: { normal: font('Regular'), bold: font('Medium') } });
  pdfmake.setLocalAccessPolicy((path) => path === font('Regular') || path === font('Medium'));
  pdfmake.setUrlAccessPolicy(() => false);
  return new Uint8Array(await pdfmake.createPdf(documentOf(content)).getBuffer());
}

function documentOf(content: ReportContent): TDocumentDefinitions {
  return {
    pageSize: 'A4',
    pageMargins: [MARGIN, MARGIN, MARGIN, MARGIN],
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
    defaultStyle: { font: 'Roboto', fontSize: 8, lineHeight: 1.1, color: '#1c2733' },
    content: [
      pdfHead(content),
      pdfSummary(content),
      pdfCharts(content),
      pdfTable(content),
      pdfStrip(content),
      pdfFoot(content),
    ],
  };
}

function font(weight: 'Regular' | 'Medium'): string {
  return fileURLToPath(import.meta.resolve(`pdfmake/fonts/Roboto/Roboto-${weight}.ttf`));
}
