import { Router } from 'express';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { readPatient, readPatients } from '../../db/patients.ts';
import { timelineCsv, wantsCsv } from './csv.ts';
import { HttpError, parsed } from './http.ts';

const listSchema = z.object({
  q: z.string().max(200).optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
const keySchema = z.coerce.number().int().positive();

/** The patients, and one patient over time. */
export function patientRoutes(database: Database): Router {
  const router = Router();

  router.get('/', async (request, response) => {
    const { q, before, limit } = parsed(listSchema, request.query);
    const { entries, next } = await readPatients(database, { search: q, before, limit });
    response.json({ patients: entries, next });
  });

  router.get('/:id', async (request, response) => {
    const key = keySchema.safeParse(request.params.id);
    const patient = key.success ? await readPatient(database, key.data) : undefined;
    if (patient === undefined) throw new HttpError('NO_PATIENT', { id: request.params.id });
    if (wantsCsv(request))
      response.type('text/csv').attachment(`patient-${patient.id}.csv`).send(timelineCsv(patient.timepoints));
    else response.json(patient);
  });
  return router;
}
