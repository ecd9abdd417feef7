import type { RecordedAnalysis } from '../../db/analyses.ts';
import { ENGLISH } from '../../language/en.ts';
import { address } from './format.ts';
import { html, type Html } from './html.ts';

/** The slices to look at first, as small pictures that lead to them; nothing where nothing is infected. */
export function keySliceRow(studyInstanceUid: string, { keySlices, slices, id }: RecordedAnalysis): Html | false {
  if (keySlices.length === 0) return false;
  const figureOf = ({ slice: z, thumbnail }: RecordedAnalysis['keySlices'][number]): Html => {
    const picture =
      thumbnail === null
        ? address.slice(studyInstanceUid, id, z, true)
        : address.thumbnail(studyInstanceUid, thumbnail, id);
    const words = `Slice ${z + 1}, ${((slices[z]?.infectedMm2 ?? 0) / 100).toFixed(1)} cm²`;
    return html`<a href="#slice-${z + 1}"><img src="${picture}" alt="" /><span>${words}</span></a>`;
  };
  return html`<section aria-labelledby="key-slices">
    <h2 id="key-slices">Key slices</h2>
    <p class="faint">Much infected, and apart from each other. The patient’s right is on the left.</p>
    <div class="key-slices">${keySlices.map(figureOf)}</div>
  </section>`;
}

/** The lungs from other sides; nothing in analyses that kept no views. */
export function viewGrid(studyInstanceUid: string, { views, id, regions }: RecordedAnalysis): Html | false {
  if (views.length === 0) return false;
  const isHealthy = regions.lungs.infectedMl === 0;
  const plane = `the plane with most ${isHealthy ? 'lung' : 'findings'}`;
  const depth = isHealthy ? 'there are none' : 'the stronger the colour, the deeper the finding';
  const { section, picture } = ENGLISH;
  return html`<section aria-labelledby="views">
    <h2 id="views">${section.views}</h2>
    <div class="views">
      ${views.map(
        ({ kind, width, height }) =>
          html`<figure>
            <img
              src="${address.view(studyInstanceUid, kind, id)}"
              width="${width}"
              height="${height}"
              alt="${picture.viewOf(picture.viewTitle[kind])}"
            />
            <figcaption>
              <strong>${picture.viewTitle[kind]}</strong>: ${kind === 'projection' ? depth : plane}
            </figcaption>
          </figure>`,
      )}
    </div>
  </section>`;
}
