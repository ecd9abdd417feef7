import express, { Router } from 'express';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import type { Queue } from '../../db/queue.ts';
import { readStudy, type StudyDetail } from '../../db/study-detail.ts';
import { countStates, readWorklist, STUDY_STATES } from '../../db/worklist.ts';
import type { Announce } from '../../service/arrivals/announce.ts';
import { correctStudy } from '../correct.ts';
import { measurementsCsv, wantsCsv } from './csv.ts';
import { HttpError, parsed } from './http.ts';

const listSchema = z.object({
  q: z.string().max(200).optional(),
  state: z
    .string()
    .transform((value) => value.split(','))
    .pipe(z.array(z.enum(STUDY_STATES)))
    .optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

export interface StudyRoutesParts {
  readonly database: Database;
  readonly queue: Queue;
  readonly announce: Announce;
}

/** The worklist, one study with its analysis, its measurements, and what a person may change. */
export function studyRoutes({ database, queue, announce }: StudyRoutesParts): Router {
  const router = Router();
  const find = async (uid: string): Promise<StudyDetail> => {
    const study = await readStudy(database, uid);
    if (study === undefined) throw new HttpError('NO_STUDY', { uid });
    return study;
  };

  router.get('/', async (request, response) => {
    const { q, state, before, limit } = parsed(listSchema, request.query);
    const page = await readWorklist(database, { search: q, states: state, before, limit });
    response.json({ studies: page.entries, next: page.next, counts: await countStates(database) });
  });

  router.get('/:uid', async (request, response) => {
    response.json(await find(request.params.uid));
  });

  router.get('/:uid/measurements', async (request, response) => {
    const { analysis, studyInstanceUid } = await find(request.params.uid);
    if (analysis === undefined) throw new HttpError('NO_ANALYSIS', { uid: studyInstanceUid });
    const { seriesInstanceUid, modelSet, acquiredAt, regions, severityScore, slices } = analysis;
    if (wantsCsv(request))
      response.type('text/csv').attachment(`${studyInstanceUid}.csv`).send(measurementsCsv(regions));
    else response.json({ studyInstanceUid, seriesInstanceUid, modelSet, acquiredAt, regions, severityScore, slices });
  });

  router.post('/:uid/analyses', async (request, response) => {
    const { studyInstanceUid } = await find(request.params.uid);
    const added = await announce(studyInstanceUid, 'person');
    response.status(202).json({ studyInstanceUid, added });
  });

  router.put('/:uid/corrections', express.json({ limit: '16kb' }), async (request, response) => {
    response.json(await correctStudy({ database, queue }, request.params.uid ?? '', request.body));
  });
  return router;
}
