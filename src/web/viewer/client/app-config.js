// OHIF's configuration, run by the browser before the viewer. Everything comes from this server: images through the DICOMweb
// proxy, so the browser never holds the PACS' credentials.

import { answerFirstImage, hangingProtocol, studiesToHang, takeAnySeries } from './hanging.js';
import { showReportsAsText } from './report-text.js';
import { scrollTogether } from './scrolling.js';

const narrow = innerWidth < 900;

const SETTINGS = {
  // OHIF's own route for reading a study is /viewer below this base.
  routerBasename: '/',
  modes: [],
  customizationService: [{ 'ohif.tours': { $set: [] } }],
  showStudyList: false,
  // Else OHIF asks before it draws each segmentation.
  disableConfirmationPrompts: true,
  measurementTrackingMode: 'none',
  // Our page says it all the time.
  investigationalUseDialog: { option: 'never' },
  showErrorDetails: 'dev',
  maxNumberOfWebWorkers: 3,
  maxNumRequests: { interaction: 20, thumbnail: 5, prefetch: 10 },
  whiteLabeling: {
    createLogoComponentFn: (React) =>
      React.createElement(
        'a',
        { href: '/', 'aria-label': 'Worklist', style: { color: '#fff', padding: '0 .75rem' } },
        narrow ? '←' : '← lungtrace worklist',
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
    if (error.status === 401) location.assign(`/login?to=${encodeURIComponent(location.pathname + location.search)}`);
  },
};

/** What depends on the study of the address: our extension, and the mode that it changes. */
function hanging(studies) {
  const protocol = hangingProtocol(studies);
  // The panel of segments is open, that of series unless two studies need its room; on a phone there is room for images alone.
  const panels = narrow
    ? { leftPanels: { $set: [] }, rightPanels: { $set: [] } }
    : { leftPanelClosed: { $set: studies.length > 1 }, rightPanelClosed: { $set: false } };
  let leave = [];
  return {
    extensions: [
      {
        id: 'lungtrace',
        preRegistration(managers) {
          answerFirstImage(studies, managers);
          takeAnySeries(managers);
        },
        getHangingProtocolModule: () => [{ name: protocol.id, protocol }],
        onModeEnter: (managers) => (leave = [showReportsAsText(managers), scrollTogether(studies, managers)]),
        onModeExit: () => leave.forEach((end) => end()),
      },
    ],
    modesConfiguration: {
      '@ohif/mode-longitudinal': {
        hangingProtocol: { $set: protocol.id },
        routes: { 0: { layoutInstance: { props: panels } } },
      },
    },
  };
}

// OHIF calls a configuration that is a function, waits for it, and reads window.config later too.
const configure = async () => {
  const config = { ...SETTINGS, ...hanging(await studiesToHang()) };
  return Object.assign(window, { config }).config;
};
Object.assign(window, { PUBLIC_URL: '/viewer/', config: Object.assign(configure, SETTINGS) });
