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
import { FINDINGS } from '../../volume/findings.ts';
import { superscript } from '../../report/marks.ts';
import { type Caller, may } from '../access/caller.ts';
import { profileChart } from './charts.ts';
import { correctionsForm } from './corrections-form.ts';
import { decisionForm, type WrittenDecision } from './decision-form.ts';
import { address, doubtSentence, figure, moment, patientLabel, stateBadge } from './format.ts';
import { html, type Html } from './html.ts';
import { measurementTable, resultMarks } from './measurement-table.ts';
import { againButton, failureTable, provenance, seriesTable, storedTable } from './study-sections.ts';

/** What a person sent about a study and why it was refused. */
export interface Refused {
  readonly corrections?: string;
  readonly decision?: string;
  /** As it was written. */
  readonly written?: WrittenDecision;
}

/** Everything about one study; `refused` is what was not saved. */
export function studyPage(study: StudyDetail, caller: Caller, refused: Refused = {}): Html {
  const { analysis } = study;
  return html`${head(study, caller)} ${inDoubt(study)} ${analysis && [readWithCare(analysis), figures(analysis)]}
  ${
    analysis &&
    html`<div class="columns">
      ${sliceBrowser(study.studyInstanceUid, analysis)}
      <section aria-labelledby="profile">
        <h2 id="profile">Infected area of each slice, cm²</h2>
        ${profileChart(analysis)} ${provenance(analysis, study.superseded)}
      </section>
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
  ${decisionForm(study, caller, refused.decision, refused.written)} ${seriesTable(study)}
  ${correctionsForm(study, caller, refused.corrections)} ${storedTable(study)} ${failureTable(study)}`;
}

function head(study: StudyDetail, caller: Caller): Html {
  const { studyInstanceUid, patient, patientId, studyDate, studyDescription, accessionNumber, state } = study;
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

/** Pictures of all slices with a slider, starting where most is infected; works with mouse wheel and arrow keys. */
function sliceBrowser(studyInstanceUid: string, { id, slices }: RecordedAnalysis): Html {
  const areas = slices.map(({ infectedMm2 }) => Math.round(infectedMm2) / 100);
  const start = areas.indexOf(Math.max(...areas));
  const z = start >= 0 && (areas[start] ?? 0) > 0 ? start : Math.floor(slices.length / 2);
  const last = slices.length - 1;
  return html`<section
    class="slices"
    aria-labelledby="slices"
    data-address="${address.slice(studyInstanceUid, id, 0, false).replace('/slices/0', '/slices/{z}')}"
    data-areas="${areas.join(' ')}"
  >
    <h2 id="slices">Slices</h2>
    <div class="picture">
      <img src="${address.slice(studyInstanceUid, id, z, true)}" alt="Axial slice ${z + 1} with findings" />
      <p class="problem" hidden>The PACS did not send this slice.</p>
    </div>
    <div class="controls">
      <label for="slice">Slice</label>
      <input type="range" id="slice" min="0" max="${last}" value="${z}" aria-describedby="slice-words" />
      <label class="check"><input type="checkbox" id="overlay" checked /> Findings</label>
    </div>
    <p id="slice-words" class="faint" aria-live="polite">
      Slice ${z + 1} of ${slices.length} from the head, infected ${areas[z] ?? 0} cm²
    </p>
    <p class="key">
      ${FINDINGS.map(({ key }) => html`<span style="background: var(--${key})"></span>${SUBJECTS[key].noun} `)}· the
      patient's right is on the left
    </p>
  </section>`;
}
