import type { StudySeries } from '../../db/series.ts';
import type { StudyDetail } from '../../db/study-detail.ts';
import type { LeftOut } from '../../followup/identity.ts';
import { type Caller, may, personOf } from '../access/caller.ts';
import { address, doubtSentence, figure, moment } from './format.ts';
import { html, type Html } from './html.ts';

/**
 * What a person says about the study, as it is set now, to be changed by those who may. `problem` tells why the last attempt was
 * refused.
 */
export function correctionsForm(study: StudyDetail, caller: Caller, problem = ''): Html {
  const { studyInstanceUid, corrections } = study;
  const { excludedFromFollowUp, note } = corrections;
  const mayChange = may(caller, 'operator');
  return html`<section aria-labelledby="corrections">
    <h2 id="corrections">Corrections</h2>
    ${problem && html`<p class="problem" role="alert">Not saved. ${problem}</p>`}
    <form class="corrections" method="post" action="${address.study(studyInstanceUid)}" autocomplete="off">
      <fieldset ${!mayChange && html`disabled`}>
        <label for="chosen">Series to analyse</label>
        <select id="chosen" name="series" aria-describedby="chosen-words">
          ${seriesOptions(study)}
        </select>
        <p class="faint" id="chosen-words">Another choice starts a new analysis.</p>
        <label class="check">
          <input type="checkbox" name="excluded" ${excludedFromFollowUp && html`checked`} />
          Exclude this study from the patient's follow-up
        </label>
        ${identityCheck(study)}
        <label for="note">Note, and the reason</label>
        <textarea id="note" name="note" rows="3" maxlength="2000">${`\n${note}`}</textarea>
        ${personOf(caller) === undefined && nameField(corrections)}
        <div class="actions">${mayChange && html`<button>Save corrections</button>`} ${savedWords(study)}</div>
      </fieldset>
      <p class="warning" role="status" data-waiting></p>
    </form>
  </section>`;
}

/** Where nobody signed in by name. */
function nameField({ correctedBy }: StudyDetail['corrections']): Html {
  return html`<label for="by">Your name</label>
    <input id="by" name="by" type="text" maxlength="200" value="${correctedBy}" />`;
}

function savedWords({ state, corrections: { correctedAt, correctedBy } }: StudyDetail): Html | null {
  const busy = state === 'queued' || state === 'running';
  return (
    correctedAt &&
    html`<span class="faint"
      >Saved
      ${moment(correctedAt)}${correctedBy && ` by ${correctedBy}`}.${busy && ' A new analysis is waiting or running.'}</span
    >`
  );
}

/** Where studies under one Patient ID contradict each other: what is left out of the comparison, and the box that lets it in. */
function identityCheck({ leftOut, corrections: { confirmedIdentity } }: StudyDetail): Html | false {
  if (leftOut.length === 0 && !confirmedIdentity) return false;
  return html`${
      leftOut.length > 0 &&
      html`<ul class="doubts">
        ${leftOut.map(doubtItem)}
      </ul>`
    }
    <label class="check">
      <input type="checkbox" name="same" ${confirmedIdentity && html`checked`} />
      This study is of the same patient as the others under its Patient ID (with your name and the reason)
    </label>`;
}

function doubtItem(one: LeftOut): Html {
  return html`<li>${doubtSentence(one)} <a href="${address.study(one.studyInstanceUid)}">Open that study</a></li>`;
}

/** The rules' choice, every series that can be analysed, and the one that is set, even if it cannot be any more. */
function seriesOptions({ series, corrections }: StudyDetail): Html[] {
  const set = corrections.seriesInstanceUid;
  const fit = series.filter(({ rank }) => rank !== null);
  const option = (uid: string, words: string): Html =>
    html`<option value="${uid}" ${uid === (set ?? '') && html`selected`}>${words}</option>`;
  const isLost = set !== null && !fit.some(({ seriesInstanceUid }) => seriesInstanceUid === set);
  return [
    option('', 'Chosen by the rules'),
    ...fit.map((one) => option(one.seriesInstanceUid, seriesWords(one))),
    ...(isLost ? [option(set, 'The chosen series, which can no longer be analysed')] : []),
  ];
}

function seriesWords({ seriesNumber, seriesDescription, numberOfInstances, sliceThickness }: StudySeries): string {
  const name = [seriesNumber, seriesDescription].filter((part) => part !== null && part !== '').join(' ');
  return `${name || 'Without a name'}: ${numberOfInstances} images of ${figure(sliceThickness)} mm`;
}

/** What a browser sends of the form, as corrections. */
export function readCorrectionsForm(body: unknown) {
  const { series, excluded, same, note, by } = (body ?? {}) as Partial<Record<string, string | string[]>>;
  return {
    seriesInstanceUid: String(series ?? '') || null,
    excludedFromFollowUp: excluded !== undefined,
    confirmedIdentity: same !== undefined,
    correctedBy: typeof by === 'string' ? by.trim() : '',
    // Browsers send the ends of lines as CRLF, and count them as one character.
    note: typeof note === 'string' ? note.replaceAll('\r\n', '\n') : '',
  };
}
