import type { RecordedAnalysis } from '../../db/analyses.ts';
import type { StudyDetail } from '../../db/study-detail.ts';
import {
  METRICS,
  type MetricShown,
  metricsShown,
  QUANTITIES,
  type Subject,
  SUBJECTS,
  titleOf,
  ZONE_SCORE,
} from '../../inference/measure/metrics.ts';
import { intervalOf } from '../../inference/measure/repeatability.ts';
import { ENGLISH } from '../../language/en.ts';
import { told } from '../../language/told.ts';
import { superscript } from '../../report/marks.ts';
import { type Caller, may } from '../access/caller.ts';
import { correctionsForm } from './corrections-form.ts';
import { decisionForm, type WrittenDecision } from './decision-form.ts';
import { address, doubtSentence, figure, moment, patientLabel, stateBadge } from './format.ts';
import { html, type Html } from './html.ts';
import { measurementTable, resultMarks } from './measurement-table.ts';
import { sliceBrowser } from './slice-browser.ts';
import { keySliceRow, viewGrid } from './study-pictures.ts';
import { againButton, failureTable, provenance, seriesTable, storedTable } from './study-sections.ts';
import { verdict } from './study-verdict.ts';

/** What a person sent about a study and why it was refused. */
export interface Refused {
  readonly corrections?: string;
  readonly decision?: string;
  /** As it was written. */
  readonly written?: WrittenDecision;
}

/** Everything about one study, with its chart (see histogramChart); `refused` is what was not saved. */
export function studyPage(study: StudyDetail, caller: Caller, chart: Html | false, refused: Refused = {}): Html {
  const { analysis } = study;
  return html`${head(study, caller)} ${verdict(study)} ${inDoubt(study)}
  ${
    analysis &&
    html`${readWithCare(analysis)} ${figures(analysis)} ${keySliceRow(study.studyInstanceUid, analysis)}
      <div class="columns">
        ${sliceBrowser(study.studyInstanceUid, analysis)}
        <div>${viewGrid(study.studyInstanceUid, analysis)} ${histogramSection(analysis, chart)}</div>
      </div>`
  }
  ${
    analysis &&
    html`<section aria-labelledby="regions">
      <h2 id="regions">Measurements</h2>
      ${measurementTable(analysis)}
      <p>
        Download as <a href="${address.measurements(study.studyInstanceUid, 'csv')}">CSV</a> or
        <a href="${address.measurements(study.studyInstanceUid, 'json')}">JSON</a>
      </p>
    </section>`
  }
  ${decisionForm(study, caller, refused.decision, refused.written)}
  ${analysis && provenance(analysis, study.superseded)} ${seriesTable(study)}
  ${correctionsForm(study, caller, refused.corrections)} ${storedTable(study)} ${failureTable(study)}`;
}

function head(study: StudyDetail, caller: Caller): Html {
  const { studyInstanceUid, patient, patientId, studyDate, studyDescription, accessionNumber, state, category } = study;
  const label = patientLabel(study);
  const report = study.artefacts.find(({ kind }) => kind === 'report-pdf')?.sopInstanceUid;
  const facts = [patientId !== label && patientId, studyDescription, accessionNumber && `accession ${accessionNumber}`];
  return html`<div class="head">
      <div>
        <h1>${label}, ${studyDate ?? 'no date'}</h1>
        <p class="faint">${facts.filter(Boolean).join(' · ')}</p>
      </div>
      <div class="actions">
        <a class="button primary" href="${address.viewer(studyInstanceUid)}">Open in viewer</a>
        ${report && html`<a class="button" href="${address.report(studyInstanceUid, 'html')}">Report</a>`}
        ${report && html`<a class="button" href="${address.report(studyInstanceUid, 'pdf')}">PDF</a>`}
        ${
          patient !== null &&
          category !== null &&
          html`<a class="button" href="${address.compare(patient, studyInstanceUid)}">Compare</a>`
        }
        ${patient !== null && html`<a class="button" href="${address.patient(patient)}">Patient over time</a>`}
        ${may(caller, 'operator') && againButton(study)}
      </div>
    </div>
    <p class="what" data-study="${studyInstanceUid}" data-state="${state}" data-report="${report}" data-live="page">
      ${stateBadge(study)} <span class="faint">since ${moment(study.changedAt)}</span>
    </p>`;
}

/** Earlier studies that may be of another person; the corrections are where a person decides. */
function inDoubt({ leftOut }: StudyDetail): Html[] {
  return leftOut.map((one) => html`<p class="warning">${doubtSentence(one)} <a href="#corrections">Decide</a></p>`);
}

/** What weakens the numbers, above them. */
function readWithCare({ warnings }: RecordedAnalysis): Html[] {
  return warnings.map(
    ({ code, message }, at) =>
      html`<p class="warning"><b>${superscript(at + 1)}</b> <code>${code}</code> ${message}</p>`,
  );
}

function figures({ regions, severityScore, warnings }: RecordedAnalysis): Html {
  const { lungs } = regions;
  const numbers = told(regions, ENGLISH);
  const marks = resultMarks(warnings, 'lungs');
  const card = (name: string, value: string, unit: string, colour = '--rule', note?: string): Html =>
    html`<div style="--colour: var(${colour}, var(--rule))">
      <dt>${name}</dt>
      <dd>${value}${marks} <span>${unit}</span></dd>
      ${note !== undefined && html`<dd class="note">${note}</dd>`}
    </div>`;
  const metric = (key: MetricShown<'card'>): Html => {
    const { subject, quantity } = METRICS[key];
    const { detail }: Subject = SUBJECTS[subject];
    const { unit } = QUANTITIES[quantity];
    const name = detail === undefined ? titleOf(key) : `${titleOf(key)} (${detail})`;
    const value = numbers.of('lungs', key);
    const { low, high } = intervalOf('lungs', lungs[key]);
    const note = value.startsWith('<')
      ? 'cannot be told from none'
      : `${figure(low)}–${figure(high)} if measured again`;
    return key === 'infectedPercent'
      ? card(name, value, `${unit} of the lungs`, '--ink', note)
      : card(name, value, unit, `--${subject}`, note);
  };
  return html`<dl class="figures">
      ${metricsShown('card').map(metric)} ${card(ZONE_SCORE.title, String(severityScore), `of ${ZONE_SCORE.most}`)}
      ${card('Lung volume', figure(lungs.lungMl / 1000, 2), 'l')}
    </dl>
    <p class="faint">${ENGLISH.reference}</p>`;
}

function histogramSection({ histogram }: RecordedAnalysis, chart: Html | false): Html | false {
  if (histogram === null || chart === false) return false;
  return html`<section aria-labelledby="attenuation">
    <h2 id="attenuation">Attenuation of the lungs and of the findings</h2>
    <p class="faint">Share of the voxels of each in every ${histogram.binHu} HU, %</p>
    ${chart}
  </section>`;
}
