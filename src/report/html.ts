import { PRODUCT } from '../product.ts';
import { FINDINGS } from '../volume/findings.ts';
import { histogramSvg, profileSvg, timelineSvg } from './charts.ts';
import { columnGroups, type Line, type ReportContent } from './content.ts';
import { REPORT_CSS } from './html-style.ts';
import type { Words } from '../language/words.ts';
import { histogramWords, profileWords, timelineWords } from './picture-words.ts';
import { jpegAddress, type SliceThumbnail } from './thumbnails.ts';
import { viewerPath } from './viewer-link.ts';

/**
 * The report as one self-contained HTML document: styles, charts (SVG) and pictures are embedded, no scripts. It prints on A4, and every
 * picture has its numbers in words.
 */
export function renderHtml(content: ReportContent): string {
  return `<!doctype html>
<html lang="${content.words.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(`${content.title}, ${content.patient[0]?.value ?? ''}, ${content.words.date(content.strip.current)}`)}</title>
<style>${REPORT_CSS}</style>
</head>
<body>
<main>
${head(content)}
${summary(content)}
${charts(content)}
${table(content)}
${lesionsPart(content)}
${views(content)}
${strip(content)}
${foot(content)}
</main>
</body>
</html>
`;
}

function head({ title, words, patient, study }: ReportContent): string {
  return `<header>
<h1>${escaped(title)}</h1>
<p class="notice">${escaped(words.notice)}</p>
<div class="subject">${definitions(patient)}${definitions(study)}</div>
</header>`;
}

function summary({ verdict, sentences, warnings, words: { section } }: ReportContent): string {
  const [main = '', ...others] = sentences;
  const list = warnings.map(({ mark, message }) => `<li><b>${mark}</b> ${escaped(message)}</li>`).join('');
  return `<section class="summary ${verdict.tone}" aria-label="${escaped(section.summary)}">
<p class="verdict">${escaped(verdict.text)}</p>
<p class="main">${escaped(main)}</p>
<p>${escaped(others.join(' '))}</p>
</section>
${list && `<section class="warnings" aria-label="${escaped(section.limits)}"><h2>${escaped(section.readWithCare)}</h2><ul>${list}</ul></section>`}`;
}

function charts(content: ReportContent): string {
  const { timeline, profile, words } = content;
  const fontSize = 11;
  const size = { height: 210, fontSize };
  const course = figure(
    words.picture.timelineTitle,
    timelineSvg(timeline, { ...size, width: 440 }, words),
    timelineWords(timeline, words),
  );
  const slices = figure(
    words.picture.profileTitle,
    profileSvg(profile, { ...size, width: timeline.length > 1 ? 440 : 880 }, words),
    profileWords(content),
  );
  return `<section class="charts">${timeline.length > 1 ? course : ''}${slices}</section>`;
}

function figure(title: string, svg: string, words: string): string {
  const labelled = svg.replace('<svg ', `<svg role="img" aria-label="${escaped(words)}" `);
  return `<figure><figcaption>${escaped(title)}</figcaption>${labelled}</figure>`;
}

function table({ table: { columns, rows }, words: { section } }: ReportContent): string {
  const groups = columnGroups(columns)
    .map(({ group, span }) => `<th scope="colgroup" colspan="${span}" class="first">${escaped(group)}</th>`)
    .join('');
  const cellClass = columns.map(({ group, isCourse }, at) => {
    if (isCourse) return ' class="course"';
    return columns[at - 1]?.group === group ? '' : ' class="first"';
  });
  const titles = columns
    .map(({ title, marks }, at) => `<th scope="col"${cellClass[at]}>${escaped(title)}${marks}</th>`)
    .join('');
  const body = rows.map(
    ({ title, tone, cells }) =>
      `<tr class="${tone}"><th scope="row">${escaped(title)}</th>${cells.map((cell, at) => `<td${cellClass[at]}>${escaped(cell)}</td>`).join('')}</tr>`,
  );
  return `<section class="regions"><h2>${escaped(section.regions)}</h2><div class="scroll" role="region" aria-label="${escaped(section.numbers)}" tabindex="0"><table>
<thead><tr><td></td>${groups}</tr><tr><td></td>${titles}</tr></thead>
<tbody>${body.join('\n')}</tbody>
</table></div></section>`;
}

/** The lungs from other sides, and the attenuation of what is in them. */
function views({ views, histogram, isInfected, words }: ReportContent): string {
  if (views.length === 0 && histogram === null) return '';
  const { section, picture } = words;
  const pictures = views.map(({ kind, jpeg, width, height }) => {
    const title = picture.viewTitle[kind];
    const image = `<img src="${jpegAddress(jpeg)}" width="${width}" height="${height}" alt="${escaped(picture.viewOf(title))}">`;
    return `<figure>${image}<figcaption>${escaped(title)}</figcaption></figure>`;
  });
  const size = { width: 380, height: 190, fontSize: 11, withoutLegend: true } as const;
  const chart =
    histogram === null
      ? ''
      : figure(picture.histogramTitle, histogramSvg(histogram, size, words), histogramWords(histogram, words));
  const lung = `<span class="lung"></span>${escaped(words.subject.lung.noun)}`;
  return `<section class="views"><h2>${escaped(section.views)}</h2>
<p class="key">${legend(words)} ${histogram === null ? '' : lung}; ${escaped(picture.viewNote(isInfected))}</p>
<div>${pictures.join('')}${chart}</div></section>`;
}

function legend({ subject }: Words): string {
  return FINDINGS.map(({ key }) => `<span class="${key}"></span>${escaped(subject[key].noun)}`).join(' ');
}

function lesionsPart({ lesions }: ReportContent): string {
  if (lesions === null) return '';
  if (typeof lesions === 'string') return `<section class="lesions"><p>${escaped(lesions)}</p></section>`;
  const { title, sentences, columns, rows, picture, reading } = lesions;
  const drawn = picture && picture.svg.replace('<svg ', `<svg role="img" aria-label="${escaped(picture.words)}" `);
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  const body = rows.map(({ tone, cells: [name = '', ...cells] }) => {
    const last = cells.length - 1;
    const values = cells.map((cell, at) => `<td${at === last ? ' class="course"' : ''}>${escaped(cell)}</td>`).join('');
    return `<tr class="${tone}"><th scope="row">${escaped(name)}</th>${values}</tr>`;
  });
  const table = `<div class="scroll" role="region" aria-label="${escaped(title)}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
  return `<section class="lesions"><h2>${escaped(title)}</h2><p>${escaped(sentences.join(' '))}</p>
<div class="side">${drawn === null ? '' : `<figure>${drawn}</figure>`}${rows.length === 0 ? '' : table}</div>
<p class="key">${escaped(reading)}</p></section>`;
}

function strip({
  strip: { current, previous, studies, columns, perRow },
  words,
  publicUrl = '',
}: ReportContent): string {
  if (columns.length === 0) return '';
  const { section, picture } = words;
  const row = (study: string, date: string, pictures: (SliceThumbnail | null)[]): string =>
    `<h3>${escaped(words.date(date))}</h3><div class="strip" style="--per-row:${perRow}">${pictures.map((picture) => figureOf(publicUrl, study, date, picture, words)).join('')}</div>`;
  const now = row(
    studies.current,
    current,
    columns.map((column) => column.current),
  );
  const before =
    previous === null || studies.previous === null
      ? ''
      : row(
          studies.previous,
          previous,
          columns.map((column) => column.previous),
        );
  return `<section class="slices"><h2>${escaped(previous === null ? section.slices : section.slicesOfBoth)}</h2>
<p class="key">${legend(words)}; ${escaped(picture.view)}</p>
${now}${before}</section>`;
}

/** A picture that leads to its slice in the viewer: of this service, unless the document is told where people reach it. */
function figureOf(
  publicUrl: string,
  studyInstanceUid: string,
  date: string,
  thumbnail: SliceThumbnail | null,
  { picture }: Words,
): string {
  if (thumbnail === null) return `<figure class="missing">${escaped(picture.missing)}</figure>`;
  const caption = picture.caption(thumbnail.height, thumbnail.infectedPercent);
  const link = escaped(publicUrl + viewerPath({ studyInstanceUid, slice: thumbnail }));
  return `<figure><a href="${link}"><img src="${jpegAddress(thumbnail.jpeg)}" alt="${escaped(picture.slice(date, caption))}"></a><figcaption>${escaped(caption)}</figcaption></figure>`;
}

function foot({ provenance, words }: ReportContent): string {
  return `<footer>${definitions(provenance)}<p class="notice">${escaped(`${PRODUCT.name}: ${words.notice}`)}</p></footer>`;
}

function definitions(lines: readonly Line[]): string {
  const items = lines.map(({ label, value }) => `<div><dt>${escaped(label)}</dt><dd>${escaped(value)}</dd></div>`);
  return `<dl>${items.join('')}</dl>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
