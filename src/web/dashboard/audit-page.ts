import { AUDIT_EVENT_NAMES, AUDIT_EVENTS } from '../../audit/events.ts';
import { toldBy } from '../../audit/message.ts';
import type { AuditPage, AuditQuery, RecordedAudit } from '../../db/audit.ts';
import type { AuditCheck } from '../../db/audit-chain.ts';
import { address, moment, NOT_KNOWN } from './format.ts';
import { html, type Html } from './html.ts';
import { wideTable } from './wide-table.ts';

type Filter = Pick<AuditQuery, 'patient' | 'study' | 'user' | 'events' | 'from' | 'to'>;

export interface AuditView extends AuditPage {
  readonly filter: Filter;
  /** What following the chain found, where it was asked for. */
  readonly check: AuditCheck | undefined;
}

/** Who did what, when and from where, with filters; for admins. */
export function auditPage({ entries, next, filter, check }: AuditView): Html {
  const search = searchOf(filter);
  return html`<h1>Audit</h1>
    ${filterForm(filter)}
    <p class="faint">Times are those of the server; the days of a search are UTC.</p>
    <p>
      <a href="/api/audit?${new URLSearchParams({ ...search, format: 'csv' }).toString()}">Download as CSV</a> ·
      <a href="${address.audit({ ...search, check: '' })}">Check the chain</a>
    </p>
    ${check && checkWords(check)}
    ${
      entries.length === 0
        ? html`<p class="empty">Nothing in the audit matches.</p>`
        : wideTable(
            { label: 'Events' },
            ['When', 'User', 'What', 'Patient ID', 'Study and details', 'From'],
            entries.map(row),
          )
    }
    <nav class="pager" aria-label="Pages">
      ${next !== null && html`<a href="${address.audit({ ...search, before: String(next) })}">Older events</a>`}
    </nav>`;
}

function row(entry: RecordedAudit): Html {
  const { recordedAt, user, event, message, patientId, issuerOfPatientId, studyInstanceUid: study } = entry;
  return html`<tr>
    <th scope="row">${moment(new Date(recordedAt))}</th>
    <td><a href="${address.audit({ user })}">${user}</a></td>
    <td>${AUDIT_EVENTS[event].words}</td>
    <td>
      ${patientId === null ? NOT_KNOWN : html`<a href="${address.audit({ patient: patientId })}">${patientId}</a>`}
      ${issuerOfPatientId !== null && html`<span class="faint">${issuerOfPatientId}</span>`}
    </td>
    <td class="wide">
      ${study !== null && html`<a href="${address.study(study)}"><code>${study}</code></a> `}
      <span class="faint">${toldBy(message).join(' · ')}</span>
    </td>
    <td>${entry.address ?? NOT_KNOWN}</td>
  </tr>`;
}

function filterForm({ patient, study, user, events = [], from, to }: Filter): Html {
  const day = (date: Date | undefined) => date?.toISOString().slice(0, 10) ?? '';
  return html`<form class="audit" action="/audit" method="get" autocomplete="off">
    <label>Patient ID <input type="text" name="patient" maxlength="64" value="${patient}" /></label>
    <label>User <input type="text" name="user" maxlength="200" value="${user}" /></label>
    <label>Study Instance UID <input type="text" name="study" maxlength="64" value="${study}" /></label>
    <label>
      Event
      <select name="event">
        <option value="">All</option>
        ${AUDIT_EVENT_NAMES.map(
          (name) =>
            html`<option value="${name}" ${events.includes(name) && html`selected`}>
              ${AUDIT_EVENTS[name].words}
            </option>`,
        )}
      </select>
    </label>
    <label>From (UTC) <input type="date" name="from" value="${day(from)}" /></label>
    <label>Before (UTC) <input type="date" name="to" value="${day(to)}" /></label>
    <button>Search</button>
  </form>`;
}

function checkWords({ events, end, broken }: AuditCheck): Html {
  if (broken !== null)
    return html`<p class="problem" role="alert">
      The chain is broken: event ${broken.id} is ${broken.problem}. The ${events} events before it hold.
    </p>`;
  return html`<p role="status">
    All ${events} events hold.
    ${end && html`The last one is ${end.id}, with the hash <code>${end.hash}</code>: keep both elsewhere.`}
  </p>`;
}

/** The filter as the parameters of an address. */
function searchOf({ patient, study, user, events, from, to }: Filter): Record<string, string> {
  const all = { patient, study, user, event: events?.join(','), from: from?.toISOString(), to: to?.toISOString() };
  return Object.fromEntries(Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined));
}

/** What a browser sends of the form; what cannot be is left out. */
export function readAuditForm(query: Readonly<Record<string, unknown>>): Filter {
  const text = (name: string) => {
    const value = query[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const date = (name: string) => {
    const moment = new Date(text(name) ?? '');
    return Number.isNaN(moment.getTime()) ? undefined : moment;
  };
  const events = AUDIT_EVENT_NAMES.filter((name) => text('event')?.split(',').includes(name));
  return {
    patient: text('patient'),
    study: text('study'),
    user: text('user'),
    events: events.length > 0 ? events : undefined,
    from: date('from'),
    to: date('to'),
  };
}
