import type { RecordedAnalysis } from '../../db/analyses.ts';
import type { SliceMeasurements } from '../../inference/measure/measurements.ts';
import { SUBJECTS } from '../../inference/measure/metrics.ts';
import { firstSlice } from '../../report/key-slices.ts';
import { FINDINGS } from '../../volume/findings.ts';
import { address } from './format.ts';
import { html, type Html } from './html.ts';
import { sliceStrip } from './slice-strip.ts';

/**
 * Pictures of all slices with a slider and a strip, starting at the slice to look at first, and a link that opens the shown slice in the
 * viewer; works with mouse, wheel and arrow keys. The fragment #slice-12 of the page's address goes to slice 12.
 */
export function sliceBrowser(studyInstanceUid: string, { id, slices }: RecordedAnalysis): Html {
  const areas = slices.map(({ infectedMm2 }) => Math.round(infectedMm2) / 100);
  const z = firstSlice(slices);
  return html`<section
    class="slices"
    aria-labelledby="slices"
    data-address="${address.slice(studyInstanceUid, id, 0, false).replace('/slices/0', '/slices/{z}')}"
    data-areas="${areas.join(' ')}"
    data-images="${slices.map(imageName).join(' ')}"
  >
    <h2 id="slices">Slices</h2>
    <div class="picture">
      <img src="${address.slice(studyInstanceUid, id, z, true)}" alt="Axial slice ${z + 1} with findings" />
      <p class="problem" hidden>The PACS did not send this slice.</p>
    </div>
    <div class="controls">
      <label for="slice">Slice</label>
      <input type="range" id="slice" min="0" max="${slices.length - 1}" value="${z}" aria-describedby="slice-words" />
      <label class="check"><input type="checkbox" id="overlay" checked /> Findings</label>
      <a class="button" data-viewer href="${address.viewer(studyInstanceUid, slices[z])}">Slice in viewer</a>
    </div>
    <p id="slice-words" class="faint" aria-live="polite">
      Slice ${z + 1} of ${slices.length} from the head, infected ${areas[z] ?? 0} cm²
    </p>
    ${sliceStrip(slices, z)}
    <p class="key">
      ${FINDINGS.map(({ key }) => html`<span style="background: var(--${key})"></span>${SUBJECTS[key].noun} `)}· the
      patient's right is on the left
    </p>
  </section>`;
}

/** SOP Instance UID of a slice, with its frame where an instance has several: '1.2.3' or '1.2.3/4' (slices.js). */
function imageName({ sopInstanceUid, frameNumber }: SliceMeasurements): string {
  return frameNumber === undefined ? sopInstanceUid : `${sopInstanceUid}/${frameNumber}`;
}
