import type { RecordedAnalysis, SupersededAnalysis } from '../../db/analyses.ts';
import type { StudySeries } from '../../db/series.ts';
import type { StudyDetail } from '../../db/study-detail.ts';
import { causeAndRemedy } from '../../errors/cause-and-remedy.ts';
import { ARTEFACTS } from '../../results/catalogue.ts';
import { acquired, address, byteSize, factList, figure, moment, NOT_KNOWN, seconds, words } from './format.ts';
import { html, type Html } from './html.ts';

/** Requests a new analysis, or that the next attempt is made now; not offered while it is the study's turn anyway. */
export function againButton({
  studyInstanceUid,
  state,
  nextAttemptAt,
}: Pick<StudyDetail, 'studyInstanceUid' | 'state' | 'nextAttemptAt'>): Html {
  const busy = state === 'running' || (state === 'queued' && nextAttemptAt === null);
  const again = state === 'failed' || state === 'refused' ? 'Try again' : 'Analyse again';
  const name = nextAttemptAt === null ? again : 'Try now';
  return html`<form method="post" action="${address.again(studyInstanceUid)}">
    <button ${busy && html`disabled`}>${name}</button>
  </form>`;
}

/** Which series was analysed, and why the others were not. */
export function seriesTable({ series, analysis }: StudyDetail): Html | false {
  if (series.length === 0) return false;
  const row = (one: StudySeries): Html => {
    const chosen = one.seriesInstanceUid === analysis?.seriesInstanceUid;
    return html`<tr ${chosen && html`class="chosen"`}>
      <th scope="row">
        ${one.seriesNumber ?? ''} ${one.seriesDescription || words(one.modality)}
        ${chosen && html`<span class="state done">Analysed</span>`}
      </th>
      <td>${one.modality}</td>
      <td class="number">${one.numberOfInstances}</td>
      <td class="number">${figure(one.sliceThickness)}</td>
      <td>${one.convolutionKernel || NOT_KNOWN}</td>
      <td class="wide">
        ${one.refusalMessage ?? one.reason}${one.refusalCode && html` <code>${one.refusalCode}</code>`}
      </td>
    </tr>`;
  };
  return html`<section aria-labelledby="series">
    <h2 id="series">Series, and why this one</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="series">
      <table>
        <thead>
          <tr>
            <th scope="col">Series</th>
            <th scope="col">Modality</th>
            <th scope="col" class="number">Images</th>
            <th scope="col" class="number">Thickness mm</th>
            <th scope="col">Kernel</th>
            <th scope="col">Decision</th>
          </tr>
        </thead>
        <tbody>
          ${series.map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** The DICOM objects that were stored in the PACS. */
export function storedTable({ artefacts, analysis }: StudyDetail): Html | false {
  if (analysis === undefined) return false;
  return html`<section aria-labelledby="stored">
    <h2 id="stored">Stored in the PACS</h2>
    ${
      artefacts.length === 0
        ? html`<p>No stored objects are recorded.</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="stored">
            <table>
              <thead>
                <tr>
                  <th scope="col">Object</th>
                  <th scope="col">SOP Instance UID</th>
                  <th scope="col" class="number">Size</th>
                  <th scope="col">Stored</th>
                </tr>
              </thead>
              <tbody>
                ${artefacts.map(
                  ({ kind, sopInstanceUid, bytes, storedAt }) =>
                    html`<tr>
                      <th scope="row">${ARTEFACTS[kind].words}</th>
                      <td><code>${sopInstanceUid}</code></td>
                      <td class="number">${byteSize(bytes)}</td>
                      <td>${moment(storedAt)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

/** The models and versions behind the numbers, and the timings. */
export function provenance(analysis: RecordedAnalysis, superseded: readonly SupersededAnalysis[]): Html {
  const facts: readonly (readonly [string, Html | string])[] = [
    ['Acquired', acquired(analysis.acquiredAt)],
    ['Slices', `${analysis.numberOfSlices}, voxels ${analysis.spacingMm.map((mm) => mm.toFixed(2)).join(' × ')} mm`],
    ['Analysed', html`${moment(analysis.analysedAt)} on ${analysis.device}`],
    ['Model set', html`<code>${analysis.modelSet}</code>`],
    ...analysis.models.map(
      ({ name, version, sha256 }) =>
        ['Model', html`${name} ${version} <code title="SHA-256">${sha256.slice(0, 12)}…</code>`] as const,
    ),
    ['Time', stageTimes(analysis.timingsMs)],
    ...superseded.map(
      ({ analysedAt, modelSet, infectedPercent }) =>
        [
          'Superseded',
          html`${moment(analysedAt)}, infected ${figure(infectedPercent)} %, <code>${modelSet}</code>`,
        ] as const,
    ),
  ];
  return html`<section aria-labelledby="made">
    <h2 id="made">How it was made</h2>
    ${factList(facts)}
  </section>`;
}

/** In the order in which stages run; the database keeps them in another. */
const STAGES = [
  'fetch',
  'decode',
  'lungs',
  'infection',
  'findings',
  'measure',
  'thumbnails',
  'write',
  'store',
  'total',
];

function stageTimes(timingsMs: RecordedAnalysis['timingsMs']): string {
  const place = (stage: string): number => (STAGES.includes(stage) ? STAGES.indexOf(stage) : STAGES.length - 1.5);
  return Object.entries(timingsMs)
    .sort(([a], [b]) => place(a) - place(b))
    .map(([stage, ms]) => `${words(stage).toLowerCase()} ${seconds(ms)}`)
    .join(', ');
}

/** What failed, and what to do about it. */
export function failureWords(code: string, message: string): Html {
  const { cause, remedy } = causeAndRemedy(code, message);
  return html`<p class="strong">${cause}</p>
    ${remedy && html`<p>What to do: ${remedy}</p>`}`;
}

/** The failures of the study, latest first. */
export function failureTable({ failures }: StudyDetail): Html | false {
  if (failures.length === 0) return false;
  return html`<section aria-labelledby="failures">
    <h2 id="failures">Failures</h2>
    <ul class="failures">
      ${failures.map(
        ({ code, message, attempts, lastFailedAt, resolvedAt }) =>
          html`<li>
            ${failureWords(code, message)}
            <code>${code}</code>
            <span class="faint"
              >${attempts === 1 ? 'once' : `${attempts} times`}, last
              ${moment(lastFailedAt)}${resolvedAt && html`, solved ${moment(resolvedAt)}`}</span
            >
          </li>`,
      )}
    </ul>
  </section>`;
}
