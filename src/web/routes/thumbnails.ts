import { z } from 'zod';
import { readCurrentKey } from '../../db/analyses.ts';
import type { Database } from '../../db/database.ts';
import { readThumbnails } from '../../db/thumbnails.ts';
import { studySeen } from '../audit/rules.ts';
import { endpoint, Reply } from '../endpoints/endpoint.ts';
import { percent, recordedUid, studyParams } from '../endpoints/shapes.ts';
import { HttpError } from './http.ts';

const Thumbnails = z
  .strictObject({
    thumbnails: z
      .array(
        z.strictObject({
          position: z.int(),
          height: z.number().describe('0 at the highest slice of the lungs, 1 at the lowest'),
          sopInstanceUid: recordedUid,
          frameNumber: z.int().optional(),
          infectedMm2: z.number(),
          infectedPercent: percent,
        }),
      )
      .describe('Head to foot'),
  })
  .meta({ id: 'Thumbnails' });

/** The small pictures that reports are made from. */
export const thumbnailEndpoints = {
  thumbnails: endpoint({
    method: 'get',
    path: '/studies/{uid}/thumbnails',
    audit: studySeen,
    summary: 'Small pictures of slices with findings, that reports are made from',
    params: studyParams,
    json: Thumbnails,
    missing: 'NO_ANALYSIS',
    async handle({ params }, { database }) {
      const found = await thumbnailsOf(database, params.uid);
      return {
        thumbnails: found.map(({ height, sopInstanceUid, frameNumber, infectedMm2, infectedPercent }, position) => ({
          position,
          height,
          sopInstanceUid,
          ...(frameNumber !== undefined && { frameNumber }),
          infectedMm2,
          infectedPercent,
        })),
      };
    },
  }),
  thumbnail: endpoint({
    method: 'get',
    path: '/studies/{uid}/thumbnails/{position}',
    audit: studySeen,
    summary: 'One of these pictures',
    params: { ...studyParams, position: z.coerce.number().int().min(0).describe('0 is nearest the head') },
    media: { 'image/jpeg': null },
    missing: 'NO_THUMBNAIL',
    problems: ['NO_ANALYSIS'],
    async handle({ params }, { database }) {
      const thumbnail = (await thumbnailsOf(database, params.uid))[params.position];
      if (thumbnail === undefined) return undefined;
      return new Reply((response) =>
        response.type('jpeg').set('cache-control', 'private, max-age=60').send(Buffer.from(thumbnail.jpeg)),
      );
    },
  }),
};

async function thumbnailsOf(database: Database, uid: string) {
  const analysis = await readCurrentKey(database, uid);
  if (analysis === undefined) throw new HttpError('NO_ANALYSIS', { uid });
  return await readThumbnails(database, analysis);
}
