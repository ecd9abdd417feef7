import type { StandingDecision } from '../../db/decisions.ts';
import type { StudyDetail } from '../../db/study-detail.ts';
import { type Caller, may, personOf } from '../access/caller.ts';
import { address, moment, OUTCOME_WORDS } from './format.ts';
import { html, type Html } from './html.ts';

/** What a person wrote into the form, shown again when it was refused. */
export interface WrittenDecision {
  readonly reason: string;
  readonly decidedBy: string;
}

const NOTHING: WrittenDecision = { reason: '', decidedBy: '' };

/** Whether a person accepts the result, and the form to say so for those who may. `problem` tells why the last attempt was refused. */
export function decisionForm(
  study: StudyDetail,
  caller: Caller,
  problem = '',
  written: WrittenDecision = NOTHING,
): Html | false {
  const { analysis, decision } = study;
  if (analysis === undefined) return false;
  return html`<section aria-labelledby="decision">
    <h2 id="decision">Decision</h2>
    ${problem && html`<p class="problem" role="alert">Not saved. ${problem}</p>`}
    ${decision === undefined ? html`<p>Nobody has accepted or rejected this result yet.</p>` : decidedWords(decision)}
    ${
      may(caller, 'operator') &&
      html`<form class="decision" method="post" action="${address.decision(study.studyInstanceUid)}" autocomplete="off">
        <input type="hidden" name="analysis" value="${String(analysis.id)}" />
        ${personOf(caller) === undefined && nameField(written)} ${decision === undefined ? choice(written) : takeBack()}
        <p class="warning" role="status" data-waiting></p>
      </form>`
    }
  </section>`;
}

function decidedWords({ outcome, decidedBy, decidedAt, reason, sopInstanceUid }: StandingDecision): Html {
  const told = outcome === 'accepted' ? 'a verified report' : 'a rejection note';
  return html`<p>
      <span class="state ${outcome}">${OUTCOME_WORDS[outcome]}</span> by ${decidedBy},
      ${moment(decidedAt)}${reason && html`: ${reason}`}
    </p>
    <p class="faint">
      ${sopInstanceUid === null ? `The PACS gets ${told} as soon as it can.` : `The PACS has ${told}.`}
      ${outcome === 'rejected' && "The result is left out of the patient's course and comparisons."}
    </p>`;
}

function nameField({ decidedBy }: WrittenDecision): Html {
  return html`<label for="decided-by">Your name</label>
    <input id="decided-by" name="by" type="text" maxlength="64" required value="${decidedBy}" />`;
}

/** A reason is asked for by the second button alone. */
function choice({ reason }: WrittenDecision): Html {
  return html`<label for="reason">Reason, if you reject it</label>
    <input id="reason" name="reason" type="text" maxlength="1000" required value="${reason}" />
    <div class="actions">
      <button name="outcome" value="accepted" formnovalidate>Accept</button>
      <button name="outcome" value="rejected">Reject</button>
      <a href="#corrections">Correct the series or the patient instead</a>
    </div>`;
}

function takeBack(): Html {
  return html`<div class="actions"><button name="outcome" value="withdrawn">Take the decision back</button></div>`;
}

/** What a browser sends of the form, as a decision. */
export function readDecisionForm(body: unknown) {
  const { analysis, outcome, reason, by } = (body ?? {}) as Partial<Record<string, unknown>>;
  const words = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { analysis: Number(analysis), outcome, reason: words(reason), decidedBy: words(by) };
}
