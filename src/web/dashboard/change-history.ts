import { AUDIT_EVENTS, type AuditEventName } from '../../audit/events.ts';
import { toldBy } from '../../audit/message.ts';
import type { RecordedAudit } from '../../db/audit.ts';
import { moment } from './format.ts';
import { html, type Html } from './html.ts';

/** The events that change something about a study. */
export const CHANGES: readonly AuditEventName[] = [
  'corrected',
  'identity-confirmed',
  'result-accepted',
  'result-rejected',
  'decision-withdrawn',
  'analysis-requested',
];

/** Who changed what about a study and when, the newest first. */
export function changeHistory(events: readonly RecordedAudit[]): Html | false {
  if (events.length === 0) return false;
  return html`<section aria-labelledby="history">
    <h2 id="history">History of decisions and corrections</h2>
    <ul class="history">
      ${events.map(
        ({ event, user, recordedAt, message }) =>
          html`<li>
            ${moment(new Date(recordedAt))} ${AUDIT_EVENTS[event].words} by
            ${user}${toldBy(message).map((told) => html`<br /><span class="faint">${told}</span>`)}
          </li>`,
      )}
    </ul>
  </section>`;
}
