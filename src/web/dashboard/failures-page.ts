import type { WorklistEntry, WorklistPage } from '../../db/worklist.ts';
import { address } from './addresses.ts';
import { moment, patientLabel } from './format.ts';
import { html, type Html } from './html.ts';
import { stateBadge } from './state.ts';
import { againButton } from './study-sections.ts';

/** Studies that could not be analysed: those that failed, and those that were refused, with their reasons. */
export function failuresPage({ entries, next }: WorklistPage): Html {
  return html`<h1>Failures</h1>
    <p class="faint">
      A study fails when something went wrong that may pass, and is tried again by itself a few times. It is refused
      when its images cannot be analysed.
    </p>
    ${
      entries.length === 0
        ? html`<p class="empty">No study has failed or was refused.</p>`
        : html`<ul class="cards">
            ${entries.map(card)}
          </ul>`
    }
    <nav class="pager" aria-label="Pages">
      ${next !== null && html`<a href="/failures?before=${next}">Older failures</a>`}
    </nav>`;
}

function card(entry: WorklistEntry): Html {
  const { studyInstanceUid, studyDate, studyDescription, failureCode, changedAt } = entry;
  return html`<li>
    <div>
      <a href="${address.study(studyInstanceUid)}">${patientLabel(entry)}, ${studyDate ?? 'no date'}</a>
      <span class="faint">${studyDescription}</span>
      <p class="what">${stateBadge(entry)}</p>
      <p class="faint">${failureCode && html`<code>${failureCode}</code> · `}${moment(changedAt)}</p>
    </div>
    ${againButton(entry)}
  </li>`;
}
