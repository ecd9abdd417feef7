// OHIF's configuration, run by the browser before the viewer. Everything comes from this server: images through the DICOMweb
// proxy, so the browser never holds the PACS' credentials.

// Opens a study with our segmentation on: OHIF draws a segmentation over its source images and jumps to its first slice when
// the segmentation itself is chosen for the viewport. Without one (no infection found) the source images are shown.
const hangingProtocol = {
  id: 'lungtrace',
  name: 'CT with infection',
  protocolMatchingRules: [],
  toolGroupIds: ['default'],
  numberOfPriorsReferenced: 0,
  displaySetSelectors: {
    shown: {
      seriesMatchingRules: [
        { attribute: 'isDisplaySetFromUrl', weight: 1000, constraint: { equals: true } },
        { attribute: 'SeriesDescription', weight: 100, constraint: { contains: 'Lung infection, research' } },
        { attribute: 'Modality', weight: 20, constraint: { equals: 'CT' } },
        { attribute: 'numImageFrames', weight: 10, constraint: { greaterThan: { value: 20 } } },
      ],
    },
  },
  defaultViewport: {
    viewportOptions: { viewportType: 'stack', toolGroupId: 'default', allowUnmatchedView: true },
    displaySets: [{ id: 'shown', matchedDisplaySetsIndex: -1 }],
  },
  stages: [
    {
      name: 'one',
      viewportStructure: { layoutType: 'grid', properties: { rows: 1, columns: 1 } },
      viewports: [
        {
          viewportOptions: {
            viewportType: 'stack',
            viewportId: 'default',
            toolGroupId: 'default',
            allowUnmatchedView: true,
            initialImageOptions: { custom: 'sopInstanceLocation' },
          },
          displaySets: [{ id: 'shown' }],
        },
      ],
    },
  ],
};

// OHIF takes every TID 1500 report for a set of drawn measurements, and shows nothing of one that has no coordinates: ours
// are measurements of whole regions. Such a report is shown as text.
function showReportsAsText({ servicesManager }) {
  const { displaySetService } = servicesManager.services;
  const { unsubscribe } = displaySetService.subscribe(
    displaySetService.EVENTS.DISPLAY_SETS_ADDED,
    ({ displaySetsAdded }) => {
      for (const displaySet of displaySetsAdded) if (displaySet.Modality === 'SR') showAsText(displaySet);
    },
  );
  return unsubscribe;
}

function showAsText(displaySet) {
  const report = displaySet.instances.at(-1);
  if (itemsBelow(report).some(({ ValueType }) => /^SCOORD/.test(ValueType))) return;
  displaySet.isImagingMeasurementReport = false;
  displaySet.instances = [{ ...report, ContentSequence: readable(report) }];
}

/** The items of a report that say something in words: the text view fails on items without a name. */
function readable(container) {
  return children(container)
    .filter((item) => item.ConceptNameCodeSequence && !['IMAGE', 'COMPOSITE', 'UIDREF'].includes(item.ValueType))
    .map((item) => (item.ContentSequence ? { ...item, ContentSequence: readable(item) } : item))
    .filter((item) => item.ValueType !== 'CONTAINER' || item.ContentSequence.length > 0);
}

function itemsBelow(container) {
  return children(container).flatMap((item) => [item, ...itemsBelow(item)]);
}

function children({ ContentSequence = [] }) {
  return Array.isArray(ContentSequence) ? ContentSequence : [ContentSequence];
}

let unsubscribe = () => {};

const narrow = window.innerWidth < 900;
const panels = narrow ? { leftPanels: { $set: [] }, rightPanels: { $set: [] } } : { rightPanelClosed: { $set: false } };

window.PUBLIC_URL = '/viewer/';

window.config = {
  name: 'lungtrace',
  // OHIF's own route for reading a study is /viewer below this base.
  routerBasename: '/',
  extensions: [
    {
      id: 'lungtrace',
      getHangingProtocolModule: () => [{ name: hangingProtocol.id, protocol: hangingProtocol }],
      onModeEnter: (managers) => (unsubscribe = showReportsAsText(managers)),
      onModeExit: () => unsubscribe(),
    },
  ],
  modes: [],
  modesConfiguration: {
    '@ohif/mode-longitudinal': {
      hangingProtocol: { $set: hangingProtocol.id },
      // The panel that names the segments is open; on a phone there is room for the image alone.
      routes: { 0: { layoutInstance: { props: panels } } },
    },
  },
  customizationService: [{ 'ohif.tours': { $set: [] } }],
  showStudyList: false,
  // Else OHIF asks before it draws each segmentation.
  disableConfirmationPrompts: true,
  measurementTrackingMode: 'none',
  // Shown once a week; the header says it always.
  investigationalUseDialog: { option: 'configure', days: 7 },
  showErrorDetails: 'dev',
  maxNumberOfWebWorkers: 3,
  maxNumRequests: { interaction: 20, thumbnail: 5, prefetch: 10 },
  whiteLabeling: {
    createLogoComponentFn: (React) =>
      React.createElement(
        'a',
        { href: '/', style: { color: '#fff', padding: '0 .75rem' } },
        narrow ? '←' : '← lungtrace worklist · research use only',
      ),
  },
  defaultDataSourceName: 'pacs',
  dataSources: [
    {
      namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
      sourceName: 'pacs',
      configuration: {
        friendlyName: 'PACS',
        name: 'pacs',
        qidoRoot: '/dicomweb',
        wadoRoot: '/dicomweb',
        wadoUriRoot: '/dicomweb',
        qidoSupportsIncludeField: true,
        imageRendering: 'wadors',
        thumbnailRendering: 'wadors',
        enableStudyLazyLoad: true,
        supportsFuzzyMatching: false,
        supportsWildcard: true,
        dicomUploadEnabled: false,
        singlepart: 'bulkdata,video',
        bulkDataURI: { enabled: true, relativeResolution: 'studies' },
        omitQuotationForMultipartRequest: true,
      },
    },
  ],
  httpErrorHandler: (error) => {
    if (error.status === 401)
      window.location.assign(`/login?to=${encodeURIComponent(location.pathname + location.search)}`);
  },
};
