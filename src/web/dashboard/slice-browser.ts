import type { RecordedAnalysis } from '../../db/study-detail.ts';
import { address } from './addresses.ts';
import { html, type Html } from './html.ts';

/** Pictures of all slices with a slider, starting where most is infected; works with mouse wheel and arrow keys. */
export function sliceBrowser(studyInstanceUid: string, { id, slices }: RecordedAnalysis): Html {
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
      <span class="ggo"></span>ground-glass opacity <span class="consolidation"></span>consolidation · the patient's
      right is on the left
    </p>
  </section>`;
}
