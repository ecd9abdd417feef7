import type { SliceThumbnail } from '../report/thumbnails.ts';
import type { Queryable, Transaction } from './database.ts';

/** Writes the pictures of an analysis, head to foot, in place of those before: a repeated run may choose other slices. */
export async function writeThumbnails(tx: Transaction, analysis: number, thumbnails: readonly SliceThumbnail[]) {
  await tx.statements.deleteFrom('thumbnails').where('analysis', '=', analysis).execute();
  for (const [position, { frameNumber = null, ...thumbnail }] of thumbnails.entries()) {
    const { height, sopInstanceUid, infectedMm2, infectedPercent, jpeg } = thumbnail;
    await tx.statements
      .insertInto('thumbnails')
      .values({ analysis, position, height, sopInstanceUid, frameNumber, infectedMm2, infectedPercent, jpeg })
      .execute();
  }
}

/** The pictures of an analysis, head to foot. */
export async function readThumbnails(database: Queryable, analysis: number): Promise<SliceThumbnail[]> {
  const rows = await database.statements
    .selectFrom('thumbnails')
    .select(['height', 'sopInstanceUid', 'frameNumber', 'infectedMm2', 'infectedPercent', 'jpeg'])
    .where('analysis', '=', analysis)
    .orderBy('position')
    .execute();
  return rows.map(({ frameNumber, ...thumbnail }) => ({ ...thumbnail, ...(frameNumber !== null && { frameNumber }) }));
}
