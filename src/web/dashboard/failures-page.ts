import type { WorklistEntry, WorklistPage } from '../../db/worklist.ts';
import { type Caller, may } from '../access/caller.ts';
import { address, moment, NOT_KNOWN, patientLabel, stateBadge } from './format.ts';
import { html, type Html } from './html.ts';
import { againButton, failureWords } from './study-sections.ts';

/** Studies with an open failure, each with its cause first and what to do about it. */
export function failuresPage({ entries, next }: WorklistPage, caller: Caller): Html {
  return html`<h1>Failures</h1>
    <p class="faint">
      A study has failed when its last attempt has failed; until then it is tried again. It is refused when its images
      cannot be analysed.
    </p>
    ${
      entries.length === 0
        ? html`<p class="empty">No study has failed or been refused.</p>`
        : html`<ul class="cards">
            ${entries.map((entry) => card(entry, caller))}
          </ul>`
    }
    <nav class="pager" aria-label="Pages">
      ${next !== null && html`<a href="/failures?before=${next}">Older failures</a>`}
    </nav>`;
}

function card(entry: WorklistEntry, caller: Caller): Html {
  const { studyInstanceUid, studyDate, studyDescription, failureCode, failureMessage, changedAt } = entry;
  return html`<li>
    <div>
      ${failureWords(failureCode ?? NOT_KNOWN, failureMessage ?? '')}
      <p class="what">${stateBadge({ ...entry, failureMessage: null })}</p>
      <p>
        <a href="${address.study(studyInstanceUid)}">${patientLabel(entry)}, ${studyDate ?? 'no date'}</a>
        <span class="faint">${studyDescription}</span>
      </p>
      <p class="faint"><code>${failureCode}</code> · ${moment(changedAt)}</p>
    </div>
    ${may(caller, 'operator') && againButton(entry)}
  </li>`;
}
