import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import express, { type Request, type Response, Router } from 'express';
import { PRODUCT } from '../../product.ts';
import { viewerPolicy } from '../access/headers.ts';

export const OHIF_FOLDER = resolve(import.meta.dirname, '../../../vendor/ohif');
/** What the browser runs besides OHIF: its configuration and our extension. */
const CLIENT = join(import.meta.dirname, 'client');

/**
 * OHIF, to be mounted at /viewer; `/viewer?StudyInstanceUIDs=...` opens studies. Its files are in `folder`, where scripts/fetch-ohif.sh
 * puts them; without them every address returns a page that says so.
 */
export function viewerRouter(folder = OHIF_FOLDER): Router {
  const router = Router();
  const files = new Set(listFiles(folder));
  const bundle = [...files].find((name) => /^app\.bundle\.[0-9a-f]+\.js$/.test(name));
  router.use(viewerPolicy);
  router.use('/client', express.static(CLIENT, { index: false, maxAge: 0 }));
  router.get('/{:file}', (request, response) => {
    const { file } = request.params;
    if (bundle === undefined) return void response.status(503).type('text').send(MISSING);
    if (file !== undefined && files.has(file)) return sendFile(request, response, folder, file, files);
    if (file?.includes('.')) return void response.sendStatus(404);
    response.set('cache-control', 'no-cache').send(viewerPage(bundle));
  });
  return router;
}

const MISSING = 'The OHIF viewer is not installed on this server: run scripts/fetch-ohif.sh there.\n';

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Sends the compressed copy to clients that accept it. Files named by their hash never change. */
function sendFile(request: Request, response: Response, root: string, file: string, files: ReadonlySet<string>): void {
  const compressed = files.has(`${file}.gz`) && request.acceptsEncodings('gzip') !== false;
  response.vary('accept-encoding').type(file);
  if (compressed) response.set('content-encoding', 'gzip');
  const hashed = /\b[0-9a-f]{16}\b/.test(file);
  response.sendFile(compressed ? `${file}.gz` : file, {
    root,
    ...(hashed ? { maxAge: '1y', immutable: true } : { maxAge: 0 }),
  });
}

/** OHIF's page: its bundle, our configuration before it. `bundle` is the file name of the bundle. */
function viewerPage(bundle: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Viewer – lungtrace (research use only)</title>
<link rel="icon" href="/public/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/viewer/app.bundle.css">
<link rel="stylesheet" href="/public/viewer.css">
<script type="module" src="/viewer/client/app-config.js"></script>
<script defer src="/viewer/${bundle}"></script>
</head>
<body>
<noscript>The viewer needs JavaScript.</noscript>
<div id="react-portal"></div>
<div id="root"></div>
<p class="research-use" role="note">${PRODUCT.notice}</p>
</body>
</html>
`;
}
