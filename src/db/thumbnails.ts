import { imageKey } from '../report/key-slices.ts';
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

/** Where the pictures of an analysis stand among them, by image (imageKey). */
export async function readThumbnailPositions(database: Queryable, analysis: number): Promise<Map<string, number>> {
  const rows = await database.statements
    .selectFrom('thumbnails')
    .select(['position', 'sopInstanceUid', 'frameNumber'])
    .where('analysis', '=', analysis)
    .execute();
  return new Map(
    rows.map(({ position, sopInstanceUid, frameNumber }) => [
      imageKey({ sopInstanceUid, frameNumber: frameNumber ?? 1 }),
      position,
    ]),
  );
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
