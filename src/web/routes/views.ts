import { z } from 'zod';
import { readCurrentKey } from '../../db/analyses.ts';
import { readView } from '../../db/views.ts';
import { VIEW_KINDS } from '../../report/views.ts';
import { studySeen } from '../audit/rules.ts';
import { endpoint, Reply } from '../endpoints/endpoint.ts';
import { studyParams } from '../endpoints/shapes.ts';
import { HttpError } from './http.ts';

/** The lungs from other sides. */
export const viewEndpoints = {
  view: endpoint({
    method: 'get',
    path: '/studies/{uid}/views/{kind}',
    audit: studySeen,
    summary: 'A coronal or sagittal view of the lungs with findings, or a projection of the findings from the front',
    params: { ...studyParams, kind: z.enum(VIEW_KINDS).describe('One of `views` of the analysis') },
    media: { 'image/jpeg': null },
    missing: 'NO_VIEW',
    problems: ['NO_ANALYSIS'],
    async handle({ params: { uid, kind } }, { database }) {
      const analysis = await readCurrentKey(database, uid);
      if (analysis === undefined) throw new HttpError('NO_ANALYSIS', { uid });
      const jpeg = await readView(database, analysis, kind);
      if (jpeg === undefined) return undefined;
      return new Reply((response) =>
        response.type('jpeg').set('cache-control', 'private, max-age=60').send(Buffer.from(jpeg)),
      );
    },
  }),
};
