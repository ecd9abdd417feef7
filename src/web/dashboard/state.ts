import type { WorklistEntry } from '../../db/worklist.ts';
import { html, type Html } from './html.ts';

export const STATE_WORDS = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  refused: 'Refused',
} as const satisfies Record<WorklistEntry['state'], string>;

type Shown = Pick<WorklistEntry, 'state' | 'stage' | 'progress' | 'failureMessage'>;

/** What is going on with a study: a word, how far it is while it runs, and why it failed. */
export function stateBadge({ state, stage, progress, failureMessage }: Shown): Html {
  const share = Math.round(progress * 100);
  return html`<span class="state ${state}">${STATE_WORDS[state]}</span> ${
      state === 'running' &&
      html`<span class="progress">
        <progress max="100" value="${share}" aria-label="Progress"></progress>
        <span class="faint" data-stage>${stage} ${share} %</span>
      </span>`
    }
    ${failureMessage !== null && state !== 'done' && html`<span class="reason">${failureMessage}</span>`}`;
}
