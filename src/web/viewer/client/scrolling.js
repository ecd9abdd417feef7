// Two studies scroll together: the slice at the same height in the lungs follows the one that a person moves to. OHIF's own
// synchronizer wants one frame of reference, which two examinations do not share.

/** @import { HungStudy } from '../hanging.ts' */
import { isOf, sliceAt } from './hanging.js';

const NEW_IMAGE = 'CORNERSTONE_STACK_NEW_IMAGE';
/** What moves the viewport that it happens in. */
const ACTS = ['pointerdown', 'wheel', 'touchstart'];

/**
 * Lets the viewports of these studies follow each other; gives what ends it.
 * @param {HungStudy[]} studies
 */
export function scrollTogether(studies, { servicesManager }) {
  const { cornerstoneViewportService, viewportGridService } = servicesManager.services;
  const ids = ['current', 'prior'];
  const ended = new AbortController();
  const listening = { capture: true, passive: true, signal: ended.signal };
  /** The viewport that is led; the other one follows. */
  let leading = 'current';

  for (const act of ACTS)
    document.addEventListener(act, ({ target }) => (leading = idOf(target) ?? leading), listening);
  document.addEventListener('keydown', () => (leading = viewportGridService.getActiveViewportId()), listening);
  document.addEventListener(NEW_IMAGE, (event) => follow(/** @type {CustomEvent} */ (event).detail), listening);
  return () => ended.abort();

  function follow({ viewportId, imageId }) {
    if (viewportId !== leading) return;
    const [from, to] = viewportId === 'current' ? studies : [...studies].reverse();
    const shown = from?.slices.find((slice) => isOf(slice, imageId));
    const other = cornerstoneViewportService.getCornerstoneViewport(ids.find((id) => id !== viewportId));
    if (to === undefined || shown === undefined || other?.getImageIds === undefined) return;
    const match = sliceAt(to, shown.height);
    const index = other.getImageIds().findIndex((id) => isOf(match, id));
    if (index >= 0 && index !== other.getTargetImageIdIndex()) void other.setImageIdIndex(index);
  }

  function idOf(target) {
    return ids.find((id) => cornerstoneViewportService.getCornerstoneViewport(id)?.element.contains(target));
  }
}
