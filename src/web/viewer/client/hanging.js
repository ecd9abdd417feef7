// What the viewer opens with: the analysed series in a lung window with its segmentation, at the slice that the address names or the one
// to look at first; beside it the earlier CT that the study is compared with. OHIF calls this a hanging protocol.

/** @import { Hanging, HungStudy } from '../hanging.ts' */

const LUNG_WINDOW = { windowWidth: 1500, windowCenter: -600 };
const VIEWPORT = {
  viewportType: 'stack',
  toolGroupId: 'default',
  allowUnmatchedView: true,
  syncGroups: [{ type: 'voi', id: 'window', source: true, target: true }],
};
/** The attribute by which OHIF asks where a stack begins. */
const FIRST_IMAGE = 'lungtrace.firstImage';

/**
 * Asks the service what to hang for the study in the address, and adds the earlier study to the address, so that OHIF loads both. Whoever
 * names several studies gets those. Nothing for a study that is not analysed.
 * @returns {Promise<HungStudy[]>} the study first
 */
export async function studiesToHang() {
  const address = new URL(location.href);
  const studies = parameter(address, 'StudyInstanceUIDs')?.split(',') ?? [];
  const answer = await fetch(`/api/studies/${studies[0]}/hanging`);
  if (!answer.ok) return [];
  /** @type {Hanging} */
  const { current, prior } = await answer.json();
  if (prior === null) return [current];
  if (studies.length === 1) {
    address.searchParams.set('StudyInstanceUIDs', `${current.studyInstanceUid},${prior.studyInstanceUid}`);
    history.replaceState(history.state, '', address);
  }
  return studies.length === 1 || studies[1] === prior.studyInstanceUid ? [current, prior] : [current];
}

/**
 * The hanging protocol for these studies: side by side, or one above the other where the window is higher than wide.
 * @param {HungStudy[]} studies
 */
export function hangingProtocol(studies) {
  const upright = innerHeight > innerWidth;
  const many = Math.max(1, studies.length);
  return {
    id: 'lungtrace',
    name: 'CT with infection',
    protocolMatchingRules: [],
    toolGroupIds: ['default'],
    numberOfPriorsReferenced: 0,
    displaySetSelectors: { ...ANY_CT, ...Object.assign({}, ...studies.map(selectors)) },
    defaultViewport: {
      viewportOptions: VIEWPORT,
      displaySets: [{ id: 'anyCt', matchedDisplaySetsIndex: -1, options: { voi: LUNG_WINDOW } }],
    },
    stages: [
      {
        name: many > 1 ? 'with the earlier CT' : 'alone',
        viewportStructure: {
          layoutType: 'grid',
          properties: { rows: upright ? many : 1, columns: upright ? 1 : many },
        },
        viewports: studies.length > 0 ? studies.map(viewport) : [unknownStudy()],
      },
    ],
  };
}

/**
 * Lets OHIF ask at which image the viewports of the protocol begin.
 * @param {HungStudy[]} studies
 */
export function answerFirstImage(studies, { servicesManager, extensionManager }) {
  const first = firstSlices(studies);
  servicesManager.services.hangingProtocolService.addCustomAttribute(
    FIRST_IMAGE,
    'The slice to look at first, or that of the address',
    /** @this {{ place: number }} */
    function (displaySets) {
      const images = displaySets.find(({ Modality }) => Modality === 'CT');
      if (images === undefined) return undefined;
      const [dataSource] = extensionManager.getActiveDataSource();
      const index = dataSource.getImageIdsForDisplaySet(images).findIndex((id) => isOf(first[this.place], id));
      return index < 0 ? undefined : { index };
    },
  );
}

/** Lets a person put any series into a viewport: OHIF refuses it where the protocol lays a segmentation over images. */
export function takeAnySeries({ servicesManager }) {
  servicesManager.services.hangingProtocolService.getViewportsRequireUpdate = (viewportId, displaySet) => [
    { viewportId, displaySetInstanceUIDs: [displaySet] },
  ];
}

/** Whether OHIF's name of an image means this slice. */
export function isOf({ sopInstanceUid, frameNumber = 1 }, imageId) {
  return imageId.endsWith(`/instances/${sopInstanceUid}/frames/${frameNumber}`);
}

/**
 * The slice whose height in the lungs is nearest.
 * @param {HungStudy} study
 * @param {number} height
 */
export function sliceAt({ slices }, height) {
  const distance = (slice) => Math.abs(slice.height - height);
  return slices.reduce((best, slice) => (distance(slice) < distance(best) ? slice : best));
}

/** Where each study begins: the slice of the address, and that at the same height in the earlier study. */
function firstSlices(studies) {
  const [current, prior] = studies;
  if (current === undefined) return [];
  const wanted = parameter(new URL(location.href), 'initialSOPInstanceUID');
  const frame = Number(parameter(new URL(location.href), 'frame') ?? 1);
  const first =
    current.slices.find(({ sopInstanceUid, frameNumber = 1 }) => sopInstanceUid === wanted && frameNumber === frame) ??
    current.slices[current.firstSlice];
  return prior === undefined ? [first] : [first, sliceAt(prior, first.height)];
}

/** Of a study that is not analysed: its largest CT series. */
const ANY_CT = {
  anyCt: {
    seriesMatchingRules: [
      { attribute: 'isDisplaySetFromUrl', weight: 1000, constraint: { equals: true } },
      { attribute: 'Modality', weight: 20, constraint: { equals: 'CT' } },
      { attribute: 'numImageFrames', weight: 10, constraint: { greaterThan: { value: 20 } } },
    ],
  },
};

function unknownStudy() {
  return {
    viewportOptions: { ...VIEWPORT, viewportId: 'current', initialImageOptions: { custom: 'sopInstanceLocation' } },
    displaySets: [{ id: 'anyCt', options: { voi: LUNG_WINDOW } }],
  };
}

function selectors({ studyInstanceUid, seriesInstanceUid, segmentation }, place) {
  const equals = (attribute, value) => ({ attribute, required: true, weight: 1, constraint: { equals: { value } } });
  const ofStudy = { studyMatchingRules: [equals('StudyInstanceUID', studyInstanceUid)] };
  const select = (series) => ({ ...ofStudy, seriesMatchingRules: [equals('SeriesInstanceUID', series)] });
  return {
    [`images-${place}`]: select(seriesInstanceUid),
    ...(segmentation !== null && { [`segmentation-${place}`]: select(segmentation) }),
  };
}

function viewport({ segmentation }, place) {
  const images = { id: `images-${place}`, options: { voi: LUNG_WINDOW } };
  return {
    viewportOptions: {
      ...VIEWPORT,
      viewportId: place === 0 ? 'current' : 'prior',
      initialImageOptions: { custom: FIRST_IMAGE, place },
    },
    displaySets: segmentation === null ? [images] : [images, { id: `segmentation-${place}` }],
  };
}

/** A parameter of the address, in whatever case. */
function parameter({ searchParams }, name) {
  return [...searchParams].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
