import {
  type Course,
  COURSE_NAMES,
  COURSES,
  STUDY_STATES,
  type StudyState,
  type WorklistEntry,
  type WorklistOrder,
  type WorklistPage,
  type WorklistQuery,
} from '../../db/worklist.ts';
import { columnOf, metricsShown, ZONE_SCORE } from '../../inference/measure/metrics.ts';
import { ENGLISH } from '../../language/en.ts';
import { toldLungs } from '../../language/told.ts';
import { type Caller, may } from '../access/caller.ts';
import { address, figure, NOT_KNOWN, patientLabel, STATE_WORDS, stateBadge } from './format.ts';
import { html, type Html } from './html.ts';
import { againButton } from './study-sections.ts';

export interface WorklistView extends WorklistPage {
  readonly query: WorklistQuery;
  readonly counts: Readonly<Record<StudyState, number>>;
}

/** The worklist: search, filter by state, one row per study, newest first. Its script keeps it up to date. */
export function worklistPage({ entries, next, query, counts }: WorklistView, caller: Caller): Html {
  // New studies appear only at the top of the first page, and only without a search.
  const live = worklistAddress(query) === '/' ? 'all' : 'rows';
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
            <th scope="col" class="number">Change</th>
            <th scope="col" class="number">${ZONE_SCORE.title} of ${ZONE_SCORE.most}</th>
            <th scope="col"><span class="hidden">Open</span></th>
          </tr>
        </thead>
        <tbody>
          ${entries.map((entry) => worklistRow(entry, caller))}
        </tbody>
      </table>
    </div>
    <p class="empty" ${entries.length > 0 && html`hidden`}>${emptyWords(query)}</p>
    ${pager(query, next)}`;
}

/** One row; the worklist's script also fetches it alone when something happened to the study. */
export function worklistRow(entry: WorklistEntry, caller: Caller): Html {
  const { studyInstanceUid, patient, patientId, studyDate, studyDescription, accessionNumber } = entry;
  const label = patientLabel(entry);
  const shares = toldLungs(entry, ENGLISH);
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
      const strong = key === 'infectedPercent' ? ' strong' : '';
      return numberCell(columnOf(key), shares(key), strong);
    })}
    ${changeCell(entry)} ${numberCell(`${ZONE_SCORE.title} of ${ZONE_SCORE.most}`, figure(entry.severityScore, 0))}
    <td class="actions">
      ${entry.nextAttemptAt && may(caller, 'operator') && againButton(entry)}
      <a class="button" href="${address.viewer(studyInstanceUid)}"
        >Viewer<span class="hidden"> with the study of ${label}</span></a
      >
    </td>
  </tr>`;
}

/** What is not known takes no room where rows are cards. */
function numberCell(name: string, shown: string, more = ''): Html {
  return html`<td data-label="${name}" class="number${shown === NOT_KNOWN ? ' unknown' : more}">${shown}</td>`;
}

/** How much more is infected than at the timepoint before, percentage points, and what the comparison makes of it; leads to both side by side. */
function changeCell({ changePoints, category, patient, studyInstanceUid }: WorklistEntry): Html {
  const course = COURSE_NAMES.find((one) => (COURSES[one] as readonly (string | null)[]).includes(category));
  if (course === undefined) return numberCell('Change', NOT_KNOWN);
  const change = html`${changePoints !== null && ENGLISH.signed(changePoints)}
    <span class="faint">${COURSE_WORDS[course]}</span>`;
  if (patient === null) return html`<td data-label="Change" class="number">${change}</td>`;
  return html`<td data-label="Change" class="number">
    <a href="${address.compare(patient, studyInstanceUid)}">${change}<span class="hidden">, side by side</span></a>
  </td>`;
}

function searchForm({ search, states, course, leastScore, order }: WorklistQuery): Html {
  const isNarrowed = Boolean(search) || course !== undefined || leastScore !== undefined || order !== undefined;
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
    ${choice('change', 'Change', course ?? '', { '': 'any', ...COURSE_WORDS })}
    ${choice('score', `${ZONE_SCORE.title} at least`, String(leastScore ?? ''), LEAST_SCORES)}
    ${choice('sort', 'Sort by', order ?? 'arrival', ORDER_WORDS)}
    ${states?.map((state) => html`<input type="hidden" name="state" value="${state}" />`)}
    <button>Search</button>
    ${isNarrowed && html`<a href="${worklistAddress({ states })}">Clear</a>`}
  </form>`;
}

/** The words of a course; the same in the rows. */
const COURSE_WORDS = {
  worse: 'worse',
  better: 'better',
  unchanged: 'unchanged',
  unclear: 'cannot be compared',
} as const satisfies Record<Course, string>;
const ORDER_WORDS = {
  arrival: 'newest first',
  change: 'greatest increase',
  score: 'greatest score',
} as const satisfies Record<WorklistOrder, string>;
const LEAST_SCORES = Object.fromEntries(['', '1', '5', '10', '15', '20', '25'].map((least) => [least, least || 'any']));

/** A list of values with their words, of which one is chosen. */
function choice(name: string, label: string, chosen: string, options: Readonly<Record<string, string>>): Html {
  return html`<label
    >${label}
    <select name="${name}">
      ${Object.entries(options).map(
        ([value, words]) => html`<option value="${value}" ${value === chosen && html`selected`}>${words}</option>`,
      )}
    </select></label
  >`;
}

function filters(query: WorklistQuery, counts: WorklistView['counts']): Html {
  const { states } = query;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const link = (name: string, count: number, state?: StudyState): Html => {
    const current = state === undefined ? states === undefined : states?.includes(state);
    const href = worklistAddress({ ...query, before: undefined, states: state && [state] });
    return html`<a href="${href}" ${current && html`aria-current="true"`}
      >${name} <span class="count" data-count="${state ?? 'all'}">${count}</span></a
    >`;
  };
  return html`<nav class="filters" aria-label="Studies by state">
    ${link('All', total)} ${STUDY_STATES.map((state) => link(STATE_WORDS[state], counts[state], state))}
  </nav>`;
}

function pager(query: WorklistQuery, next: number | null): Html {
  return html`<nav class="pager" aria-label="Pages">
    ${query.before !== undefined && html`<a href="${worklistAddress({ ...query, before: undefined })}">First page</a>`}
    ${next !== null && html`<a href="${worklistAddress({ ...query, before: next })}">More studies</a>`}
  </nav>`;
}

function emptyWords({ search, states, course, leastScore, order = 'arrival' }: WorklistQuery): string {
  if (search || course !== undefined || leastScore !== undefined || order !== 'arrival')
    return 'No study matches the search.';
  return states
    ? 'No study is in this state.'
    : 'No study has arrived yet. Chest CTs appear here when the PACS announces them.';
}

function worklistAddress({ search, states, course, leastScore, order, before }: WorklistQuery): string {
  const parameters = new URLSearchParams();
  const set = (name: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  };
  set('q', search);
  for (const state of states ?? []) parameters.append('state', state);
  set('change', course);
  set('score', leastScore);
  set('sort', order === 'arrival' ? undefined : order);
  set('before', before);
  return parameters.size === 0 ? '/' : `/?${parameters.toString()}`;
}
