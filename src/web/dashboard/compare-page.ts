import type { PatientTimeline, PatientTimepoint } from '../../db/patients.ts';
import type { StudyDetail } from '../../db/study-detail.ts';
import type { LesionCourse } from '../../followup/lesions/course.ts';
import { slicesInLung } from '../../followup/timepoint.ts';
import { REGION, type Region, REGIONS } from '../../inference/measure/measurements.ts';
import { columnOf, digitsOf, type MetricKey, metricsShown, ZONE_SCORE } from '../../inference/measure/metrics.ts';
import { ENGLISH } from '../../language/en.ts';
import { capitalised } from '../../language/format.ts';
import { told } from '../../language/told.ts';
import { personName } from '../../report/head.ts';
import { acquired, address, doubtSentence, figure } from './format.ts';
import { html, type Html } from './html.ts';
import { lesionSection } from './lesion-section.ts';
import { wideTable } from './wide-table.ts';

/** A timepoint, and the study that it is of. */
export interface ComparedStudy {
  readonly timepoint: PatientTimepoint;
  readonly study: StudyDetail;
}

/** The timepoints of a patient that are compared: the wanted ones, else the two latest; the earliest first. */
export function chosenTimepoints({ timepoints }: PatientTimeline, wanted: readonly string[]): PatientTimepoint[] {
  const chosen = timepoints.filter(({ studyInstanceUid }) => wanted.includes(studyInstanceUid));
  if (chosen.length > 1) return chosen.slice(-MOST);
  const last = chosen[0] === undefined ? timepoints.length : Math.max(2, timepoints.indexOf(chosen[0]) + 1);
  return timepoints.slice(Math.max(0, last - 2), last);
}

/** So many studies have room next to each other. */
const MOST = 4;

/** Timepoints of one patient next to each other, the earliest first, each with what changed since the one before. */
export function comparePage(
  patient: PatientTimeline,
  compared: readonly ComparedStudy[],
  lesions: LesionCourse | null,
): Html {
  const { id, patientName, patientId } = patient;
  const timepoints = compared.map(({ timepoint }) => timepoint);
  return html`<div class="head">
      <div>
        <h1>${personName(patientName) || patientId}, ${compared.length} studies</h1>
        <p class="faint">ID ${patientId}</p>
      </div>
      <div class="actions">
        ${compared.length > 1 && html`<a class="button primary" href="${viewerOf(compared)}">Open the last two in viewer</a>`}
        <a class="button" href="${address.patient(id)}">Patient over time</a>
      </div>
    </div>
    ${timepoints.flatMap(({ leftOut }) => leftOut).map((one) => html`<p class="warning">${doubtSentence(one)}</p>`)}
    <div class="compared">
      ${wideTable(
        { label: 'Studies next to each other' },
        [html`<span class="hidden">What</span>`, ...compared.map(studyHead)],
        [pictureRow(compared), courseRow(timepoints), ...ROWS.map((row) => valueRow(row, timepoints))],
      )}
    </div>
    ${lesions !== null && lesionSection(lesions)}`;
}

/** The two latest: the viewer shows the first study with the second as its prior. */
function viewerOf(compared: readonly ComparedStudy[]): string {
  return address.viewer(
    compared
      .slice(-2)
      .map(({ study }) => study.studyInstanceUid)
      .reverse()
      .join(','),
  );
}

function studyHead({ timepoint, study }: ComparedStudy): Html {
  const { studyInstanceUid, acquiredAt, summary } = timepoint;
  return html`<a href="${address.study(studyInstanceUid)}">${acquired(acquiredAt)}</a>
    <span class="faint">${study.studyDescription}</span>
    <a href="${address.viewer(studyInstanceUid)}">Viewer</a>
    ${summary !== null && html`<a href="${address.report(studyInstanceUid, 'html')}">Report</a>`}`;
}

/** Of every study the slice at that height of the lungs at which the latest one shows most. */
function pictureRow(compared: readonly ComparedStudy[]): Html {
  const latest = compared.at(-1)?.study.analysis;
  const worst = slicesInLung(latest?.slices ?? []).reduce<{ area: number; height: number }>(
    (most, { slice, height }) => (slice.infectedMm2 > most.area ? { area: slice.infectedMm2, height } : most),
    { area: 0, height: 0.5 },
  );
  return html`<tr>
    <th scope="row">Slice at the same height of the lungs</th>
    ${compared.map(({ study, timepoint }) => html`<td>${picture(study, timepoint, worst.height)}</td>`)}
  </tr>`;
}

function picture(
  { analysis, studyInstanceUid }: StudyDetail,
  { acquiredAt }: PatientTimepoint,
  at: number,
): Html | false {
  if (analysis === undefined) return false;
  const [nearest] = slicesInLung(analysis.slices).toSorted((a, b) => Math.abs(a.height - at) - Math.abs(b.height - at));
  if (nearest === undefined) return false;
  return html`<img
    src="${address.slice(studyInstanceUid, analysis.id, nearest.index, true)}"
    alt="Axial slice ${nearest.index + 1} of ${acquired(acquiredAt)} with findings"
  />`;
}

function courseRow(timepoints: readonly PatientTimepoint[]): Html {
  return html`<tr>
    <th scope="row">Report</th>
    ${timepoints.map(({ summary }) => html`<td>${summary ?? 'No report yet'}</td>`)}
  </tr>`;
}

interface ValueRow {
  readonly name: string;
  readonly digits: number;
  readonly of: (timepoint: PatientTimepoint) => number | null;
  /** As people read it. */
  readonly read: (timepoint: PatientTimepoint) => Html | string;
}

const ROWS: readonly ValueRow[] = [
  ...metricsShown('overview').map((key) => measuredRow(columnOf(key), 'lungs', key)),
  plainRow(`${ZONE_SCORE.title} of ${ZONE_SCORE.most}`, 0, ({ severityScore }) => severityScore),
  plainRow('Lung volume l', 2, ({ regions }) => regions.lungs.lungMl / 1000),
  ...REGIONS.filter((region) => region !== 'lungs').map((region) =>
    measuredRow(
      `${capitalised(REGION[region].noun)}, ${columnOf('infectedPercent').toLowerCase()}`,
      region,
      'infectedPercent',
    ),
  ),
];

function measuredRow(name: string, region: Region, key: MetricKey): ValueRow {
  return {
    name,
    digits: digitsOf(key),
    of: ({ regions }) => regions[region][key],
    read: ({ regions }) => told(regions, ENGLISH).of(region, key),
  };
}

function plainRow(name: string, digits: number, of: ValueRow['of']): ValueRow {
  return { name, digits, of, read: (timepoint) => figure(of(timepoint), digits) };
}

function valueRow({ name, digits, of, read }: ValueRow, timepoints: readonly PatientTimepoint[]): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    ${timepoints.map((timepoint, at) => {
      const value = of(timepoint);
      const before = timepoints[at - 1];
      const earlier = before?.modelSet === timepoint.modelSet ? of(before) : null;
      const change = value !== null && earlier !== null && timepoint.leftOut.length === 0 && value - earlier;
      return html`<td>
        ${read(timepoint)} ${change !== false && html`<span class="faint">${ENGLISH.signed(change, digits)}</span>`}
      </td>`;
    })}
  </tr>`;
}
