import { isCompared, type PatientTimeline, type PatientTimepoint } from '../../db/patients.ts';
import type { LesionCourse } from '../../followup/lesions/course.ts';
import { daysBetween } from '../../followup/timepoint.ts';
import { ENGLISH } from '../../language/en.ts';
import { told } from '../../language/told.ts';
import { columnOf, metricsShown, ZONE_SCORE } from '../../inference/measure/metrics.ts';
import { marksOf } from '../../report/marks.ts';
import { personName } from '../../report/head.ts';
import { acquired, address, doubtSentence, figure, NOT_KNOWN, STATE_WORDS } from './format.ts';
import { html, type Html } from './html.ts';
import { lesionSection } from './lesion-section.ts';
import { wideTable } from './wide-table.ts';

/** What the table of timepoints shows beside the infected share and its change. */
const OTHERS = metricsShown('overview').filter((key) => key !== 'infectedPercent');

/** A patient over time: chart (see timelineChart), table of timepoints, studies without an analysis. */
export function patientPage(patient: PatientTimeline, chart: Html | false, lesions: LesionCourse | null): Html {
  const { patientName, patientId, issuerOfPatientId, patientBirthDate, patientSex, timepoints } = patient;
  const facts = [
    patientName && `ID ${patientId}`,
    issuerOfPatientId && `issued by ${issuerOfPatientId}`,
    patientBirthDate && `born ${patientBirthDate}`,
    patientSex && `sex ${patientSex}`,
  ];
  const inDoubt = timepoints.some(({ leftOut }) => leftOut.length > 0);
  return html`<h1>${personName(patientName) || patientId}</h1>
    <p class="faint">${facts.filter(Boolean).join(' · ')}</p>
    ${
      chart &&
      html`<section aria-labelledby="course">
        <h2 id="course">Infection of both lungs over time</h2>
        ${chart}
      </section>`
    }
    ${inDoubt && identities(timepoints)} ${!inDoubt && latestSummary(timepoints)} ${staleWarning(patient)}
    ${timepointTable(patient)} ${lesions !== null && lesionSection(lesions)} ${otherStudies(patient)}`;
}

/** Who the studies say that their patient is, where they contradict each other; the page of a study is where a person decides. */
function identities(timepoints: readonly PatientTimepoint[]): Html {
  return html`<section aria-labelledby="identities">
    <h2 id="identities">One patient or several?</h2>
    <p class="warning">
      The studies under this Patient ID contradict each other, or the ID is a placeholder. Those are not compared until
      a person says on the page of the study that it is of the same patient.
    </p>
    ${wideTable({ labelledBy: 'identities' }, ['Study', 'Name', 'Sex', 'Born', 'Age', 'Not compared'], timepoints.map(identityRow))}
  </section>`;
}

function identityRow({ studyInstanceUid, acquiredAt, person, leftOut }: PatientTimepoint): Html {
  return html`<tr>
    <th scope="row"><a href="${address.study(studyInstanceUid)}#corrections">${acquired(acquiredAt)}</a></th>
    <td>${person === null ? NOT_KNOWN : personName(person.name)}</td>
    <td>${person?.sex || NOT_KNOWN}</td>
    <td>${person?.birthDate ?? NOT_KNOWN}</td>
    <td>${person?.age ? Math.floor(person.age) : NOT_KNOWN}</td>
    <td class="wide">${leftOut.map((one) => html`<p>${doubtSentence(one)}</p>`)}</td>
  </tr>`;
}

/** The verdict and the first sentence of the report of the latest timepoint. */
function latestSummary(timepoints: readonly PatientTimepoint[]): Html | false {
  const latest = timepoints.findLast(({ summary }) => summary !== null);
  return (
    latest !== undefined &&
    html`<p class="strong">${latest.headline}</p>
      <p>${latest.summary}</p>`
  );
}

function staleWarning({ followUpFailure }: PatientTimeline): Html | false {
  return (
    followUpFailure !== null &&
    html`<p class="warning">The reports are not up to date, because writing them failed: ${followUpFailure.message}</p>`
  );
}

function timepointTable({ id, timepoints }: PatientTimeline): Html {
  if (timepoints.length === 0) return html`<p>No study of this patient has been analysed yet.</p>`;
  const sets = new Set(timepoints.map(({ modelSet }) => modelSet));
  return html`<section aria-labelledby="timepoints">
    <h2 id="timepoints">Timepoints</h2>
    ${
      sets.size > 1 &&
      html`<p class="warning">
        These timepoints were analysed with different model sets; only those of the same set can be compared.
      </p>`
    }
    <div class="scroll" tabindex="0" role="region" aria-labelledby="timepoints">
      <table>
        <thead>
          <tr>
            <th scope="col">Acquired</th>
            <th scope="col" class="number">Days</th>
            <th scope="col" class="number">${columnOf('infectedPercent')}</th>
            <th scope="col" class="number">Change</th>
            <th scope="col">Course</th>
            ${OTHERS.map((key) => html`<th scope="col" class="number">${columnOf(key)}</th>`)}
            <th scope="col" class="number">${ZONE_SCORE.title} of ${ZONE_SCORE.most}</th>
            <th scope="col" class="number">Lung volume l</th>
            <th scope="col"><span class="hidden">Open</span></th>
          </tr>
        </thead>
        <tbody>
          ${timepoints.map((timepoint, at) => timepointRow(timepoint, timepoints.slice(0, at).findLast(isCompared), timepoints[0], choice(timepoints, at)))}
        </tbody>
      </table>
    </div>
    ${
      timepoints.length > 1 &&
      html`<form id="compare" class="inline" action="${address.compare(id)}" method="get">
        <button>Compare the chosen studies</button>
      </form>`
    }
  </section>`;
}

/** Where a person chooses what is compared: the two latest, unless they say otherwise. */
function choice(timepoints: readonly PatientTimepoint[], at: number): Html | false {
  const { studyInstanceUid, acquiredAt } = timepoints[at]!;
  return (
    timepoints.length > 1 &&
    html`<input
      type="checkbox"
      form="compare"
      name="study"
      value="${studyInstanceUid}"
      aria-label="Compare the study of ${acquired(acquiredAt)}"
      ${at >= timepoints.length - 2 && html`checked`}
    />`
  );
}

function timepointRow(
  timepoint: PatientTimepoint,
  previous: PatientTimepoint | undefined,
  first: PatientTimepoint | undefined,
  choice: Html | false,
): Html {
  const { studyInstanceUid, acquiredAt, regions, severityScore, modelSet, summary, headline, warnings } = timepoint;
  const { leftOut } = timepoint;
  const now = marksOf(warnings, 'lungs', 'now');
  const { lungs } = regions;
  const numbers = told(regions, ENGLISH);
  const isComparable = isCompared(timepoint) && previous?.modelSet === modelSet && leftOut.length === 0;
  const comparable = isComparable ? previous : undefined;
  const change = comparable && lungs.infectedPercent - comparable.regions.lungs.infectedPercent;
  const days =
    acquiredAt !== null && first?.acquiredAt ? Math.floor(daysBetween(first.acquiredAt, acquiredAt)) : NOT_KNOWN;
  return html`<tr>
    <th scope="row">
      ${choice} <a href="${address.study(studyInstanceUid)}">${acquired(acquiredAt)}</a>
      ${timepoint.excludedFromFollowUp && html`<span class="faint">excluded by a person</span>`}
      ${timepoint.outcome === 'rejected' && html`<span class="faint">result rejected by a person</span>`}
    </th>
    <td class="number">${days}</td>
    <td class="number strong">${numbers.of('lungs', 'infectedPercent')}${now}</td>
    <td class="number">
      ${change === undefined ? NOT_KNOWN : ENGLISH.signed(change)}${marksOf(warnings, 'lungs', 'change')}
    </td>
    <td class="wide">
      ${headline || NOT_KNOWN}${warnings.map(
        ({ mark, message }) => html`<p class="faint"><b>${mark}</b> ${message}</p>`,
      )}
    </td>
    ${OTHERS.map((key) => html`<td class="number">${numbers.of('lungs', key)}${now}</td>`)}
    <td class="number">${severityScore}${now}</td>
    <td class="number">${figure(lungs.lungMl / 1000, 2)}${now}</td>
    <td class="actions">
      ${
        summary !== null &&
        html`<a class="button" href="${address.report(studyInstanceUid, 'html')}">Report</a>
          <a class="button" href="${address.report(studyInstanceUid, 'pdf')}">PDF</a>`
      }
      <a class="button" href="${address.viewer(studyInstanceUid)}">Viewer</a>
    </td>
  </tr>`;
}

function otherStudies({ others }: PatientTimeline): Html | false {
  if (others.length === 0) return false;
  return html`<section aria-labelledby="others">
    <h2 id="others">Studies without an analysis</h2>
    <ul>
      ${others.map(
        ({ studyInstanceUid, studyDate, state }) =>
          html`<li>
            <a href="${address.study(studyInstanceUid)}">${studyDate ?? 'No date'}</a>
            <span class="state ${state}">${STATE_WORDS[state]}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}
