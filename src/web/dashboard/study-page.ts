import type { RecordedAnalysis, StudyDetail } from '../../db/study-detail.ts';
import { address } from './addresses.ts';
import { figure, moment, patientLabel } from './format.ts';
import { html, type Html } from './html.ts';
import { measurementTable } from './measurement-table.ts';
import { profileChart } from './charts.ts';
import { correctionsForm } from './corrections-form.ts';
import { sliceBrowser } from './slice-browser.ts';
import { stateBadge } from './state.ts';
import { againButton, failureTable, provenance, seriesTable, storedTable } from './study-sections.ts';

/** Everything about one study; `problem` is why corrections of it were refused. */
export function studyPage(study: StudyDetail, problem?: string): Html {
  const { analysis } = study;
  return html`${head(study)} ${analysis && figures(analysis)}
  ${
    analysis &&
    html`<div class="columns">
      ${sliceBrowser(study.studyInstanceUid, analysis)}
      <section aria-labelledby="profile">
        <h2 id="profile">Infected area, slice by slice</h2>
        ${profileChart(analysis)} ${provenance(analysis, study.superseded)}
      </section>
    </div>`
  }
  ${
    analysis &&
    html`<section aria-labelledby="regions">
      <h2 id="regions">Measurements</h2>
      ${measurementTable(analysis.regions)}
      <p>
        Download as <a href="${address.measurements(study.studyInstanceUid, 'csv')}">CSV</a> or
        <a href="${address.measurements(study.studyInstanceUid, 'json')}">JSON</a>
      </p>
    </section>`
  }
  ${seriesTable(study)} ${correctionsForm(study, problem)} ${storedTable(study)} ${failureTable(study)}`;
}

function head(study: StudyDetail): Html {
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
        ${againButton(study)}
      </div>
    </div>
    <p class="what" data-study="${studyInstanceUid}" data-state="${state}" data-report="${report}" data-live="page">
      ${stateBadge(study)} <span class="faint">since ${moment(study.changedAt)}</span>
    </p>`;
}

function figures({ regions, severityScore }: RecordedAnalysis): Html {
  const { lungs } = regions;
  const card = (name: string, value: string, unit: string, kind = ''): Html =>
    html`<div class="${kind}">
      <dt>${name}</dt>
      <dd>${value} <span>${unit}</span></dd>
    </div>`;
  return html`<dl class="figures">
    ${card('Infected', figure(lungs.infectedPercent), '% of the lungs', 'main')}
    ${card('Ground-glass opacity', figure(lungs.ggoPercent), '%', 'ggo')}
    ${card('Consolidation', figure(lungs.consolidationPercent), '%', 'consolidation')}
    ${card('High opacity (≥ −200 HU)', figure(lungs.highOpacityPercent), '%')}
    ${card('Severity', String(severityScore), 'of 24')} ${card('Lung volume', figure(lungs.lungMl / 1000, 2), 'l')}
  </dl>`;
}
