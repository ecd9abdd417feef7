import { Router } from 'express';
import { readCurrentKey } from '../../db/analyses.ts';
import type { Database } from '../../db/database.ts';
import { readFollowUp } from '../../db/follow-ups.ts';
import { readThumbnails } from '../../db/thumbnails.ts';
import { firstStudySentences, followUpSentences } from '../../followup/sentences.ts';
import { type Compared, recallFollowUp, reportInputOf } from '../../service/jobs/recorded-comparison.ts';
import { reportPolicy } from '../access/headers.ts';
import { followUpCsv, wantsCsv } from './csv.ts';
import { HttpError } from './http.ts';

/** The follow-up of a study as numbers and as report, and the pictures that it shows. Reports are made again when asked for. */
export function followUpRoutes(database: Database): Router {
  const router = Router();
  const find = async (uid: string): Promise<Compared & { readonly comparedAt: Date }> => {
    const recorded = await readFollowUp(database, uid);
    if (recorded === undefined) throw new HttpError('NO_FOLLOW_UP', { uid });
    return { ...(await recallFollowUp(database, recorded)), comparedAt: recorded.comparedAt };
  };
  const content = async (uid: string) => {
    const input = await reportInputOf(database, await find(uid));
    const { buildReport } = await import('../../report/build.ts');
    return buildReport(input);
  };

  router.get('/:uid/follow-up', async (request, response) => {
    const compared = await find(request.params.uid);
    if (wantsCsv(request))
      response.type('text/csv').attachment(`follow-up-${request.params.uid}.csv`).send(followUpCsv(compared));
    else response.json({ ...followUpJson(compared), comparedAt: compared.comparedAt });
  });

  router.get('/:uid/report.html', reportPolicy, async (request, response) => {
    // Charts and fonts take long to load, and most processes need them never.
    const { renderHtml } = await import('../../report/html.ts');
    const report = renderHtml(await content(String(request.params['uid'])));
    response.set('cache-control', 'no-store').type('html').send(report);
  });

  router.get('/:uid/report.pdf', async (request, response) => {
    const { renderPdf } = await import('../../report/pdf.ts');
    const report = await renderPdf(await content(request.params.uid));
    response.set({ 'cache-control': 'no-store', 'content-disposition': 'inline; filename="report.pdf"' });
    response.type('pdf').send(Buffer.from(report));
  });

  router.get('/:uid/thumbnails', async (request, response) => {
    const thumbnails = await thumbnailsOf(database, request.params.uid);
    response.json({
      thumbnails: thumbnails.map(({ height, sopInstanceUid, frameNumber, infectedMm2, infectedPercent }, position) => ({
        position,
        height,
        sopInstanceUid,
        ...(frameNumber !== undefined && { frameNumber }),
        infectedMm2,
        infectedPercent,
      })),
    });
  });

  router.get('/:uid/thumbnails/:position', async (request, response) => {
    const { uid, position } = request.params;
    const thumbnail = (await thumbnailsOf(database, uid))[Number(position)];
    if (thumbnail === undefined) throw new HttpError('NO_THUMBNAIL', { uid, position });
    response.type('jpeg').set('cache-control', 'private, max-age=60').send(Buffer.from(thumbnail.jpeg));
  });
  return router;
}

async function thumbnailsOf(database: Database, uid: string) {
  const analysis = await readCurrentKey(database, uid);
  if (analysis === undefined) throw new HttpError('NO_ANALYSIS', { uid });
  return await readThumbnails(database, analysis);
}

function followUpJson({ current: { timepoint }, followUp, thresholds }: Compared) {
  const { studyInstanceUid, acquiredAt, modelSet } = timepoint;
  const timepoints = (followUp?.timepoints ?? [timepoint]).map((one) => ({
    studyInstanceUid: one.studyInstanceUid,
    acquiredAt: one.acquiredAt,
    infectedPercent: one.measurements.regions.lungs.infectedPercent,
  }));
  return {
    studyInstanceUid,
    acquiredAt,
    modelSet,
    timepoints,
    thresholds,
    sentences: followUp ? followUpSentences(followUp) : firstStudySentences(timepoint, thresholds),
    comparison: followUp && {
      category: followUp.category,
      previous: followUp.previous.studyInstanceUid,
      first: followUp.first.studyInstanceUid,
      daysSincePrevious: followUp.daysSincePrevious,
      daysSinceFirst: followUp.daysSinceFirst,
      warnings: followUp.warnings,
      regions: followUp.regions,
    },
  };
}
