import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import { readLatestAnalysis } from '../../db/analyses.ts';
import { readAudit } from '../../db/audit.ts';
import { checkAudit } from '../../db/audit-chain.ts';
import type { Database } from '../../db/database.ts';
import { readFollowUp } from '../../db/follow-ups.ts';
import { type PatientTimepoint, readPatient } from '../../db/patients.ts';
import { readStudy, type StudyDetail } from '../../db/study-detail.ts';
import {
  countStates,
  COURSE_NAMES,
  readWorklist,
  readWorklistEntry,
  STUDY_STATES,
  type StudyState,
  WORKLIST_ORDERS,
} from '../../db/worklist.ts';
import { answerOf } from '../../errors/edges.ts';
import type { LesionCourse } from '../../followup/lesions/course.ts';
import type { Press } from '../../press/press.ts';
import { type Caller, callerIfKnown, callerOf, may } from '../access/caller.ts';
import { requireRole } from '../access/guard.ts';
import { noStore } from '../access/headers.ts';
import type { Audit } from '../audit/recorder.ts';
import { audited, auditRead, type AuditRule, listed, patientSeen, studySeen } from '../audit/rules.ts';
import type { ServiceHealth } from '../routes/health.ts';
import { Corrections } from '../routes/corrections.ts';
import { Decision } from '../routes/decisions.ts';
import { HttpError, parsed } from '../routes/http.ts';
import type { SlicePictures } from '../slices/slice-pictures.ts';
import { chosenTimepoints, comparePage } from './compare-page.ts';
import { auditPage, readAuditForm } from './audit-page.ts';
import { changeHistory, CHANGES } from './change-history.ts';
import { histogramChart, timelineChart } from './charts.ts';
import { readCorrectionsForm } from './corrections-form.ts';
import { readDecisionForm } from './decision-form.ts';
import { failuresPage } from './failures-page.ts';
import { address } from './format.ts';
import { html, type Html } from './html.ts';
import { errorPage, page, type PageOptions } from './page.ts';
import { patientPage } from './patient-page.ts';
import { statusPage } from './status-page.ts';
import { type Refused, studyPage } from './study-page.ts';
import { worklistPage, worklistRow } from './worklist-page.ts';

export interface DashboardOptions {
  readonly database: Database;
  readonly audit: Audit;
  readonly pictures: SlicePictures;
  readonly press: Press;
  /** Where the PACS' DICOMweb is. */
  readonly pacsUrl: string;
  readonly health: () => Promise<ServiceHealth>;
  /** Asks for a new analysis of a known study. */
  readonly analyseAgain: (caller: Caller, studyInstanceUid: string) => Promise<unknown>;
  /** Records what a person decides about the result of a known study; throws HttpError for what cannot be decided. */
  readonly decide: (caller: Caller, studyInstanceUid: string, decision: z.output<typeof Decision>) => Promise<unknown>;
  /** Applies what a person says about a known study; throws HttpError for a series that cannot be analysed. */
  readonly correct: (
    caller: Caller,
    studyInstanceUid: string,
    corrections: z.output<typeof Corrections>,
  ) => Promise<unknown>;
}

const MAX_SEARCH = 200;

/** The words to search for; none where the parameter is not one text. */
function searchOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_SEARCH) : '';
}

/** The pages for people: worklist, study, patient, failures, and what they need. */
export function dashboardRouter(options: DashboardOptions): Router {
  const { database, audit, pictures, press, analyseAgain } = options;
  const router = Router();
  router.use(noStore);

  const send = (response: Response, shown: PageOptions, status = 200) =>
    response.status(status).send(page({ ...shown, caller: callerOf(response.req) }));

  const leaves = (rule: AuditRule) => audited(audit, rule);

  router.get('/', leaves(listed), async (request, response) => {
    const query = {
      search: searchOf(request.query['q']),
      states: statesOf(request.query['state']),
      course: COURSE_NAMES.find((one) => one === request.query['change']),
      leastScore: positive(request.query['score']),
      order: WORKLIST_ORDERS.find((one) => one === request.query['sort']),
      before: positive(request.query['before']),
    };
    const [found, counts] = await Promise.all([readWorklist(database, query), countStates(database)]);
    const content = worklistPage({ ...found, query, counts }, callerOf(request));
    send(response, { title: 'Worklist', section: '/', scripts: ['live.js'], content });
  });

  router.get('/failures', leaves(listed), async (request, response) => {
    const found = await readWorklist(database, { failing: true, before: positive(request.query['before']) });
    send(response, { title: 'Failures', section: '/failures', content: failuresPage(found, callerOf(request)) });
  });

  router.get('/status', leaves('nothing'), async (_request, response) => {
    const [health, counts, latest] = await Promise.all([
      options.health(),
      countStates(database),
      readLatestAnalysis(database),
    ]);
    const content = statusPage({ health, counts, latest, pacsUrl: options.pacsUrl });
    send(response, { title: 'Status', section: '/status', content });
  });

  router.get('/studies/:uid', leaves(studySeen), async (request, response, next) => {
    const study = await readStudy(database, request.params.uid);
    if (study === undefined) return next();
    const scripts = ['slices.js', 'live.js'];
    const content = html`${await shown(request, study)} ${await history(request, study)}`;
    send(response, { title: studyTitle(study), scripts, content });
  });

  router.post(
    '/studies/:uid',
    requireRole('operator'),
    leaves('change'),
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
        const content = await shown(request, written, { corrections: error.message });
        send(response, { title: studyTitle(study), scripts: ['slices.js'], content }, answerOf(error).status);
      }
    },
  );

  router.post(
    '/studies/:uid/decision',
    requireRole('operator'),
    leaves('change'),
    express.urlencoded({ extended: false, limit: '16kb' }),
    async (request, response, next) => {
      const study = await readStudy(database, request.params.uid);
      if (study === undefined) return next();
      const written = readDecisionForm(request.body);
      try {
        await options.decide(callerOf(request), study.studyInstanceUid, parsed(Decision, written));
        response.redirect(303, `${address.study(study.studyInstanceUid)}#decision`);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        const content = await shown(request, study, { decision: error.message, written });
        send(response, { title: studyTitle(study), scripts: ['slices.js'], content }, answerOf(error).status);
      }
    },
  );

  // A row of the worklist again.
  router.get('/studies/:uid/row', leaves(listed), async (request, response, next) => {
    const entry = await readWorklistEntry(database, request.params.uid);
    if (entry === undefined) return next();
    response.send(worklistRow(entry, callerOf(request)).text);
  });

  router.post('/studies/:uid/analyse', requireRole('operator'), leaves('change'), async (request, response, next) => {
    const entry = await readWorklistEntry(database, request.params.uid);
    if (entry === undefined) return next();
    await analyseAgain(callerOf(request), entry.studyInstanceUid);
    response.redirect(303, address.study(entry.studyInstanceUid));
  });

  router.get('/studies/:uid/slices/:z', leaves(studySeen), async (request, response, next) => {
    const study = await readStudy(database, request.params.uid);
    const overlay = request.query['overlay'] !== undefined;
    const picture = study && (await pictures.draw({ study, z: Number(request.params.z), overlay }));
    if (picture === undefined) return next();
    response.type('webp').set('cache-control', 'private, max-age=3600').send(Buffer.from(picture));
  });

  router.get('/audit', requireRole('admin'), leaves(auditRead), async (request, response) => {
    const filter = readAuditForm(request.query);
    const [found, check] = await Promise.all([
      readAudit(database, { ...filter, before: positive(request.query['before']), limit: 50 }),
      request.query['check'] === undefined ? undefined : checkAudit(database),
    ]);
    send(response, { title: 'Audit', section: '/audit', content: auditPage({ ...found, filter, check }) });
  });

  router.get('/patients/:id', leaves(patientSeen), async (request, response, next) => {
    const id = positive(request.params.id);
    const patient = id === undefined ? undefined : await readPatient(database, id);
    if (patient === undefined) return next();
    const [chart, lesions] = await Promise.all([timelineChart(press, patient), lesionsOf(patient.timepoints)]);
    send(response, { title: 'Patient over time', content: patientPage(patient, chart, lesions) });
  });

  router.get('/patients/:id/compare', leaves(patientSeen), async (request, response, next) => {
    const id = positive(request.params.id);
    const patient = id === undefined ? undefined : await readPatient(database, id);
    if (patient === undefined) return next();
    const wanted = [request.query['study']].flat().map(String);
    const compared = await Promise.all(
      chosenTimepoints(patient, wanted).map(async (timepoint) => {
        const study = await readStudy(database, timepoint.studyInstanceUid);
        return study === undefined ? [] : [{ timepoint, study }];
      }),
    );
    const lesions = await lesionsOf(compared.flat().map(({ timepoint }) => timepoint));
    send(response, { title: 'Studies next to each other', content: comparePage(patient, compared.flat(), lesions) });
  });
  return router;

  async function shown(request: Request, study: StudyDetail, refused?: Refused): Promise<Html> {
    return studyPage(study, callerOf(request), await histogramChart(press, study.analysis?.histogram), refused);
  }

  /** What became of the lesions between the last two of these; null where that was not compared. */
  async function lesionsOf(timepoints: readonly PatientTimepoint[]): Promise<LesionCourse | null> {
    const [before, last] = [timepoints.at(-2), timepoints.at(-1)];
    if (before === undefined || last === undefined) return null;
    const lesions = (await readFollowUp(database, last.studyInstanceUid))?.lesions ?? null;
    return lesions?.previous.studyInstanceUid === before.studyInstanceUid ? lesions : null;
  }

  /** What people did to a study, for those who may do it. */
  async function history(request: Request, { studyInstanceUid: study }: StudyDetail): Promise<Html | false> {
    if (!may(callerOf(request), 'operator')) return false;
    return changeHistory((await readAudit(database, { study, events: CHANGES, limit: 50 })).entries);
  }
}

/** Sends what people see where nothing is found. To be mounted after everything else. */
export function notFoundPage(): RequestHandler {
  return (request, response) => {
    response.status(404).send(page({ ...errorPage(404), caller: callerIfKnown(request) }));
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
