import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

const FOLDER = resolve(import.meta.dirname, 'public');
const CHART_FONT = fileURLToPath(import.meta.resolve('pdfmake/fonts/Roboto/Roboto-Regular.ttf'));

/** Styles, scripts and the font of the pages, to be mounted at /public: the sign-in page needs them before anybody signed in. */
export function publicFiles(): Router {
  const router = Router();
  router.get('/fonts/Roboto-Regular.ttf', (_request, response) => response.sendFile(CHART_FONT, { maxAge: '1y' }));
  router.use(express.static(FOLDER, { index: false, maxAge: 0 }));
  return router;
}
