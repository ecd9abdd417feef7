import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { readFollowUp } from '../../db/follow-ups.ts';
import { readStudy } from '../../db/study-detail.ts';
import { recallFollowUp } from '../../service/jobs/recorded-comparison.ts';
import { studySeen } from '../audit/rules.ts';
import { endpoint } from '../endpoints/endpoint.ts';
import { recordedUid, studyParams } from '../endpoints/shapes.ts';
import { hangStudy, type HungStudy } from '../viewer/hanging.ts';

const study = z.strictObject({
  studyInstanceUid: recordedUid,
  seriesInstanceUid: recordedUid.describe('The analysed series'),
  segmentation: recordedUid.nullable().describe('Series of its infection SEG; null where nothing is infected'),
  slices: z
    .array(
      z.strictObject({
        sopInstanceUid: recordedUid,
        frameNumber: z.int().optional(),
        height: z.number().describe('0 at the highest slice of the lungs, 1 at the lowest'),
      }),
    )
    .describe('Head to foot'),
  firstSlice: z.int().describe('Index of the slice to begin with'),
});

const Hanging = z
  .strictObject({ current: study, prior: study.nullable().describe('null for a first study') })
  .meta({ id: 'Hanging' });

/** What the viewer opens with. */
export const hangingEndpoints = {
  hanging: endpoint({
    method: 'get',
    path: '/studies/{uid}/hanging',
    audit: studySeen,
    summary: 'What a viewer shows of a study: series, segmentation and slice, and those of the earlier study beside it',
    params: studyParams,
    json: Hanging,
    missing: 'NO_ANALYSIS',
    async handle({ params: { uid } }, { database }) {
      const found = await readStudy(database, uid);
      if (found?.analysis === undefined) return undefined;
      const { studyInstanceUid, analysis, artefacts } = found;
      const segmentation = artefacts.find(({ kind }) => kind === 'infection-seg');
      return {
        current: hangStudy({ studyInstanceUid, ...analysis }, segmentation),
        prior: await priorOf(database, uid),
      };
    },
  }),
};

/** The study that the follow-up compares with. */
async function priorOf(database: Database, uid: string): Promise<HungStudy | null> {
  const recorded = await readFollowUp(database, uid);
  const previous = recorded && (await recallFollowUp(database, recorded)).previous;
  if (previous === undefined) return null;
  const { timepoint, segmentation } = previous;
  return hangStudy({ ...timepoint, slices: timepoint.measurements.slices }, segmentation);
}
