import type { Standing } from '../../db/decisions.ts';
import type { WorklistEntry } from '../../db/worklist.ts';
import type { LeftOut } from '../../followup/identity.ts';
import { causeAndRemedy } from '../../errors/cause-and-remedy.ts';
import { ENGLISH } from '../../language/en.ts';
import { warningSentence } from '../../language/words.ts';
import { personName } from '../../report/head.ts';
import { type ViewerPlace, viewerPath } from '../../report/viewer-link.ts';
import { html, type Html } from './html.ts';

export const NOT_KNOWN = '–';

/** A moment as local time of the server, to the minute; machines read the exact one. */
export function moment(time: Date): Html {
  return html`<time datetime="${time.toISOString()}">${localTime(time)}</time>`;
}

/** '2026-01-02T10:15:00' -> '2026-01-02 10:15'. */
export function acquired(iso: string | null): string {
  return iso === null ? NOT_KNOWN : iso.slice(0, 16).replace('T', ' ');
}

/** A number with digits after the point, or a dash where there is none. */
export function figure(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? NOT_KNOWN : value.toFixed(digits).replace('-', '\u2212');
}

/** How a study's patient is named in a list: name, else ID. */
export function patientLabel({ patientName, patientId }: { patientName: string | null; patientId: string | null }) {
  if (patientName) return personName(patientName);
  return patientId || 'Not known yet';
}

/** Why an earlier study is left out of the comparison. */
export function doubtSentence({ acquiredAt: date, doubts }: LeftOut): string {
  return warningSentence(ENGLISH, { code: 'IDENTITY', details: { date, doubts } });
}

/** 1234567 -> '1.2 MB'. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** 12345 -> '12.3 s'. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
}

/** 'rightUpper' or 'infection-seg' -> 'Right upper', 'Infection seg'. */
export function words(name: string): string {
  const spaced = name
    .replace(/[-_]/g, ' ')
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function localTime(time: Date): string {
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16).replace('T', ' ');
}

export const STATE_WORDS = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  refused: 'Refused',
} as const satisfies Record<WorklistEntry['state'], string>;

type Shown = Pick<
  WorklistEntry,
  'state' | 'stage' | 'progress' | 'failureCode' | 'failureMessage' | 'nextAttemptAt' | 'outcome'
>;

/** What a person decided about a result. */
export const OUTCOME_WORDS = { accepted: 'Accepted', rejected: 'Rejected' } as const satisfies Record<Standing, string>;

/** What is going on with a study: a word, how far it is while it runs, when it is tried again, what a person decided, and what failed. */
export function stateBadge(shown: Shown): Html {
  const { state, stage, progress, failureCode, failureMessage, nextAttemptAt, outcome } = shown;
  const share = Math.round(progress * 100);
  const word = nextAttemptAt === null ? STATE_WORDS[state] : 'Retrying';
  const cause = failureCode !== null && failureMessage !== null && causeAndRemedy(failureCode, failureMessage).cause;
  return html`<span class="state ${nextAttemptAt === null ? state : 'retrying'}">${word}</span> ${
      nextAttemptAt && html`<span class="faint">next at ${moment(nextAttemptAt)}</span>`
    }
    ${
      state === 'running' &&
      html`<span class="progress">
        <progress max="100" value="${share}" aria-label="Progress"></progress>
        <span class="faint" data-stage>${stage} ${share} %</span>
      </span>`
    }
    ${outcome !== null && html`<span class="state ${outcome}">${OUTCOME_WORDS[outcome]}</span>`}
    ${cause && html`<span class="reason">${cause}</span>`}`;
}

/** Names with their values, one below the other. */
export function factList(facts: readonly (readonly [name: string, value: string | Html])[]): Html {
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Where things are found in the dashboard. UIDs and keys of the database are all that an address tells of a patient. */
export const address = {
  study: (studyInstanceUid: string) => `/studies/${studyInstanceUid}`,
  row: (studyInstanceUid: string) => `/studies/${studyInstanceUid}/row`,
  decision: (studyInstanceUid: string) => `/studies/${studyInstanceUid}/decision`,
  again: (studyInstanceUid: string) => `/studies/${studyInstanceUid}/analyse`,
  /** `analysis` makes the address of another analysis another one, so that browsers may keep the picture. */
  slice: (studyInstanceUid: string, analysis: number, z: number, overlay: boolean) =>
    `/studies/${studyInstanceUid}/slices/${z}?analysis=${analysis}${overlay ? '&overlay' : ''}`,
  /** `analysis` as above. */
  thumbnail: (studyInstanceUid: string, position: number, analysis: number) =>
    `/api/studies/${studyInstanceUid}/thumbnails/${position}?analysis=${analysis}`,
  view: (studyInstanceUid: string, kind: string, analysis: number) =>
    `/api/studies/${studyInstanceUid}/views/${kind}?analysis=${analysis}`,
  measurements: (studyInstanceUid: string, format: 'json' | 'csv') =>
    `/api/studies/${studyInstanceUid}/measurements?format=${format}`,
  report: (studyInstanceUid: string, format: 'html' | 'pdf') => `/api/studies/${studyInstanceUid}/report.${format}`,
  patient: (patient: number) => `/patients/${patient}`,
  /** `study` is shown beside the timepoint before it; without one, the two latest. */
  compare: (patient: number, study?: string) =>
    `/patients/${patient}/compare${study === undefined ? '' : `?study=${study}`}`,
  audit: (search: Readonly<Record<string, string>>) => `/audit?${new URLSearchParams(search).toString()}`,
  viewer: (studyInstanceUid: string, slice?: ViewerPlace['slice']) =>
    viewerPath({ studyInstanceUid, ...(slice && { slice }) }),
} as const;
