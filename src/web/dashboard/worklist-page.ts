import {
  STUDY_STATES,
  type StudyState,
  type WorklistEntry,
  type WorklistPage,
  type WorklistQuery,
} from '../../db/worklist.ts';
import { columnOf, digitsOf, metricsShown, ZONE_SCORE } from '../../inference/measure/metrics.ts';
import { address, figure, NOT_KNOWN, patientLabel, STATE_WORDS, stateBadge } from './format.ts';
import { html, type Html } from './html.ts';

export interface WorklistView extends WorklistPage {
  readonly query: WorklistQuery;
  readonly counts: Readonly<Record<StudyState, number>>;
}

/** The worklist: search, filter by state, one row per study, newest first. Its script keeps it up to date. */
export function worklistPage({ entries, next, query, counts }: WorklistView): Html {
  // New studies appear only at the top of the first page, and only without a search.
  const live = query.before === undefined && !query.search && query.states === undefined ? 'all' : 'rows';
  return html`<h1>Worklist</h1>
    ${searchForm(query)} ${filters(query, counts)}
    <p class="hidden" role="status" id="news"></p>
    <div class="scroll">
      <table class="worklist" data-live="${live}">
        <thead>
          <tr>
            <th scope="col">Patient</th>
            <th scope="col">Study</th>
            <th scope="col">State</th>
            ${metricsShown('overview').map((key) => html`<th scope="col" class="number">${columnOf(key)}</th>`)}
            <th scope="col" class="number">${ZONE_SCORE.title} of ${ZONE_SCORE.most}</th>
            <th scope="col"><span class="hidden">Open</span></th>
          </tr>
        </thead>
        <tbody>
          ${entries.map(worklistRow)}
        </tbody>
      </table>
    </div>
    <p class="empty" ${entries.length > 0 && html`hidden`}>${emptyWords(query)}</p>
    ${pager(query, next)}`;
}

/** One row; the worklist's script also fetches it alone when something happened to the study. */
export function worklistRow(entry: WorklistEntry): Html {
  const { studyInstanceUid, patient, patientId, studyDate, studyDescription, accessionNumber } = entry;
  const label = patientLabel(entry);
  const details = patient === null ? studyInstanceUid : [studyDescription, accessionNumber].filter(Boolean).join(' · ');
  return html`<tr data-study="${studyInstanceUid}" data-state="${entry.state}">
    <th scope="row">
      ${patient === null ? label : html`<a href="${address.patient(patient)}">${label}</a>`}
      ${patientId !== null && patientId !== label && html`<span class="faint">${patientId}</span>`}
    </th>
    <td data-label="Study">
      <a href="${address.study(studyInstanceUid)}">${studyDate ?? 'No date'}</a>
      <span class="faint">${details}</span>
    </td>
    <td data-label="State" class="what">${stateBadge(entry)}</td>
    ${metricsShown('overview').map((key) => {
      const strong = key === 'infectedPercent' && html` strong`;
      return html`<td data-label="${columnOf(key)}" class="number${strong}">${figure(entry[key], digitsOf(key))}</td>`;
    })}
    <td data-label="${ZONE_SCORE.title} of ${ZONE_SCORE.most}" class="number">${entry.severityScore ?? NOT_KNOWN}</td>
    <td class="actions">
      <a class="button" href="${address.viewer(studyInstanceUid)}"
        >Viewer<span class="hidden"> with the study of ${label}</span></a
      >
    </td>
  </tr>`;
}

function searchForm({ search, states }: WorklistQuery): Html {
  return html`<form class="search" role="search" action="/" method="get">
    <label for="q" class="hidden">Search for patient, study or accession number</label>
    <input
      type="search"
      id="q"
      name="q"
      value="${search ?? ''}"
      placeholder="Patient, ID, accession number, date, UID"
      autocomplete="off"
    />
    ${states?.map((state) => html`<input type="hidden" name="state" value="${state}" />`)}
    <button>Search</button>
    ${search && html`<a href="${worklistAddress({ states })}">Clear</a>`}
  </form>`;
}

function filters({ search, states }: WorklistQuery, counts: WorklistView['counts']): Html {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const link = (name: string, count: number, state?: StudyState): Html => {
    const current = state === undefined ? states === undefined : states?.includes(state);
    const href = worklistAddress({ search, states: state && [state] });
    return html`<a href="${href}" ${current && html`aria-current="true"`}
      >${name} <span class="count" data-count="${state ?? 'all'}">${count}</span></a
    >`;
  };
  return html`<nav class="filters" aria-label="Studies by state">
    ${link('All', total)} ${STUDY_STATES.map((state) => link(STATE_WORDS[state], counts[state], state))}
  </nav>`;
}

function pager(query: WorklistQuery, next: number | null): Html {
  const { search, states } = query;
  return html`<nav class="pager" aria-label="Pages">
    ${query.before !== undefined && html`<a href="${worklistAddress({ search, states })}">Newest</a>`}
    ${next !== null && html`<a href="${worklistAddress({ search, states, before: next })}">Older studies</a>`}
  </nav>`;
}

function emptyWords({ search, states }: WorklistQuery): string {
  if (search) return 'No study matches the search.';
  return states
    ? 'No study is in this state.'
    : 'No study has arrived yet. Chest CTs appear here when the PACS announces them.';
}

function worklistAddress({ search, states, before }: WorklistQuery): string {
  const parameters = new URLSearchParams();
  if (search) parameters.set('q', search);
  for (const state of states ?? []) parameters.append('state', state);
  if (before !== undefined) parameters.set('before', String(before));
  return parameters.size === 0 ? '/' : `/?${parameters.toString()}`;
}
