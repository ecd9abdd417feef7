import type { LesionCourse } from '../../followup/lesions/course.ts';
import { ENGLISH } from '../../language/en.ts';
import type { LesionRow } from '../../report/content.ts';
import { lesionContent } from '../../report/lesions.ts';
import { html, type Html, trusted } from './html.ts';
import { wideTable } from './wide-table.ts';

/** What became of the lesions between two timepoints: picture and table. */
export function lesionSection(course: LesionCourse): Html {
  const { title, sentences, columns, rows, picture, reading } = lesionContent(course, ENGLISH);
  return html`<section class="lesions" aria-labelledby="lesions">
    <h2 id="lesions">${title}</h2>
    <p>${sentences.join(' ')}</p>
    <div class="side">
      ${picture !== null && trusted(picture.svg.replace('<svg ', html`<svg role="img" aria-label="${picture.words}" `.text))}
      ${rows.length > 0 && wideTable({ labelledBy: 'lesions' }, columns, rows.map(row))}
    </div>
    <p class="faint">${reading}</p>
  </section>`;
}

function row({ tone, cells: [name, ...cells] }: LesionRow): Html {
  const last = cells.length - 1;
  return html`<tr class="${tone}">
    <th scope="row">${name}</th>
    ${cells.map((cell, at) => html`<td class="${at === last ? 'course' : at > 0 ? 'number' : ''}">${cell}</td>`)}
  </tr>`;
}
