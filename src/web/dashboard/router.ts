import express, { type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import { readLatestAnalysis } from '../../db/analyses.ts';
import type { Database } from '../../db/database.ts';
import { readPatient } from '../../db/patients.ts';
import { readStudy, type StudyDetail } from '../../db/study-detail.ts';
import { countStates, readWorklist, readWorklistEntry, STUDY_STATES, type StudyState } from '../../db/worklist.ts';
import { answerOf } from '../../errors/edges.ts';
import { type Caller, callerOf } from '../access/caller.ts';
import { requireRole } from '../access/guard.ts';
import { noStore } from '../access/headers.ts';
import type { ServiceHealth } from '../routes/health.ts';
import { Corrections } from '../routes/corrections.ts';
import { HttpError, parsed } from '../routes/http.ts';
import type { SlicePictures } from '../slices/slice-pictures.ts';
import { readCorrectionsForm } from './corrections-form.ts';
import { address } from './format.ts';
import { errorPage, page, type PageOptions } from './page.ts';
import { patientPage } from './patient-page.ts';
import { failuresPage, statusPage } from './status-page.ts';
import { studyPage } from './study-page.ts';
import { worklistPage, worklistRow } from './worklist-page.ts';

export interface DashboardOptions {
  readonly database: Database;
  readonly pictures: SlicePictures;
  /** Where the PACS' DICOMweb is. */
  readonly pacsUrl: string;
  readonly health: () => Promise<ServiceHealth>;
  /** Asks for a new analysis of a known study. */
  readonly analyseAgain: (studyInstanceUid: string) => Promise<void>;
  /** Applies what a person says about a known study; throws HttpError for a series that cannot be analysed. */
  readonly correct: (
    caller: Caller,
    studyInstanceUid: string,
    corrections: z.output<typeof Corrections>,
  ) => Promise<unknown>;
}

const UNFINISHED: readonly StudyState[] = ['failed', 'refused'];
const MAX_SEARCH = 200;

/** The words to search for; none where the parameter is not one text. */
function searchOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_SEARCH) : '';
}

/** The pages for people: worklist, study, patient, failures, and what they need. */
export function dashboardRouter(options: DashboardOptions): Router {
  const { database, pictures, analyseAgain } = options;
  const router = Router();
  router.use(noStore);

  const send = (response: Response, shown: PageOptions, status = 200) =>
    response.status(status).send(page({ ...shown, caller: callerOf(response.req) }));

  router.get('/', async (request, response) => {
    const query = {
      search: searchOf(request.query['q']),
      states: statesOf(request.query['state']),
      before: positive(request.query['before']),
    };
    const found = await readWorklist(database, query);
    const counts = await countStates(database);
    const content = worklistPage({ ...found, query, counts });
    send(response, { title: 'Worklist', section: '/', scripts: ['live.js'], content });
  });

  router.get('/failures', async (request, response) => {
    const found = await readWorklist(database, { states: UNFINISHED, before: positive(request.query['before']) });
    send(response, { title: 'Failures', section: '/failures', content: failuresPage(found, callerOf(request)) });
  });

  router.get('/status', async (_request, response) => {
    const [health, counts, latest] = await Promise.all([
      options.health(),
      countStates(database),
      readLatestAnalysis(database),
    ]);
    const content = statusPage({ health, counts, latest, pacsUrl: options.pacsUrl });
    send(response, { title: 'Status', section: '/status', content });
  });

  router.get('/studies/:uid', async (request, response, next) => {
    const study = await readStudy(database, request.params.uid);
    if (study === undefined) return next();
    const scripts = ['slices.js', 'live.js'];
    send(response, { title: studyTitle(study), scripts, content: studyPage(study, callerOf(request)) });
  });

  router.post(
    '/studies/:uid',
    requireRole('operator'),
    express.urlencoded({ extended: false, limit: '64kb' }),
    async (request, response, next) => {
      const { uid } = request.params;
      const study = await readStudy(database, uid);
      if (study === undefined) return next();
      const corrections = readCorrectionsForm(request.body);
      try {
        await options.correct(callerOf(request), study.studyInstanceUid, parsed(Corrections, corrections));
        response.redirect(303, `${address.study(study.studyInstanceUid)}#corrections`);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        // What was written is not lost. No live.js: what would be loaded again is the request.
        const written = { ...study, corrections: { ...study.corrections, ...corrections } };
        const content = studyPage(written, callerOf(request), error.message);
        send(response, { title: studyTitle(study), scripts: ['slices.js'], content }, answerOf(error).status);
      }
    },
  );

  router.get('/studies/:uid/row', async (request, response, next) => {
    const entry = await readWorklistEntry(database, request.params.uid);
    if (entry === undefined) return next();
    response.send(worklistRow(entry).text);
  });

  router.post('/studies/:uid/analyse', requireRole('operator'), async (request, response, next) => {
    const entry = await readWorklistEntry(database, request.params.uid);
    if (entry === undefined) return next();
    await analyseAgain(entry.studyInstanceUid);
    response.redirect(303, address.study(entry.studyInstanceUid));
  });

  router.get('/studies/:uid/slices/:z', async (request, response, next) => {
    const study = await readStudy(database, request.params.uid);
    const overlay = request.query['overlay'] !== undefined;
    const picture = study && (await pictures.draw({ study, z: Number(request.params.z), overlay }));
    if (picture === undefined) return next();
    response.type('webp').set('cache-control', 'private, max-age=3600').send(picture);
  });

  router.get('/patients/:id', async (request, response, next) => {
    const id = positive(request.params.id);
    const patient = id === undefined ? undefined : await readPatient(database, id);
    if (patient === undefined) return next();
    send(response, { title: 'Patient over time', content: patientPage(patient) });
  });
  return router;
}

/** Sends what people see where nothing is found. To be mounted after everything else. */
export function notFoundPage(): RequestHandler {
  return (_request, response) => {
    response.status(404).send(page(errorPage(404)));
  };
}

function studyTitle({ studyDate }: StudyDetail): string {
  return `Study of ${studyDate ?? 'unknown date'}`;
}

function statesOf(value: unknown): StudyState[] | undefined {
  const names: unknown[] = Array.isArray(value) ? value : [value];
  const states = STUDY_STATES.filter((state) => names.includes(state));
  return states.length > 0 ? states : undefined;
}

function positive(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
