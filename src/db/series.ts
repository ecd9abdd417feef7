import { type Dataset, number, text } from '../dicom/dataset.ts';
import { kernelOf, thicknessOf } from '../dicom/functional-groups.ts';
import type { Refusal } from '../errors/refusal-error.ts';
import type { Queryable, Transaction } from './database.ts';

/** A series as a look saw it, with the verdict of the rules. */
export interface SeenSeries {
  readonly header: Dataset;
  readonly numberOfInstances: number;
  /** 1 is the series that was analysed, or would be first. */
  readonly rank: number | null;
  readonly reason: string;
  readonly refusal: Refusal | undefined;
}

/** A series of a study with the verdict of the rules. */
export interface StudySeries {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly seriesNumber: number | null;
  readonly seriesDescription: string;
  readonly convolutionKernel: string;
  readonly sliceThickness: number | null;
  readonly numberOfInstances: number;
  /** 1 is the one that the rules prefer; null when they refuse it. */
  readonly rank: number | null;
  readonly reason: string;
  readonly refusalCode: string | null;
  readonly refusalMessage: string | null;
}

/** Replaces the record of a series by what a look saw. */
export async function writeSeries(tx: Transaction, study: number, seen: SeenSeries): Promise<void> {
  const { header, numberOfInstances, rank, reason, refusal } = seen;
  const seriesInstanceUid = text(header, 'SeriesInstanceUID');
  const row = {
    study,
    modality: text(header, 'Modality'),
    seriesNumber: whole(number(header, 'SeriesNumber')),
    seriesDescription: text(header, 'SeriesDescription'),
    convolutionKernel: kernelOf(header),
    sliceThickness: thicknessOf(header) ?? null,
    numberOfInstances: whole(numberOfInstances) ?? 0,
    rank,
    reason,
    refusalCode: refusal?.code ?? null,
    refusalMessage: refusal?.message ?? null,
  };
  await tx.statements
    .insertInto('series')
    .values({ seriesInstanceUid, ...row })
    .onConflict((conflict) => conflict.columns(['study', 'seriesInstanceUid']).doUpdateSet(row))
    .execute();
}

/** The series of a study, those that the rules prefer first. */
export async function readSeries(database: Queryable, study: number): Promise<StudySeries[]> {
  return await database.statements
    .selectFrom('series')
    .select(['seriesInstanceUid', 'modality', 'seriesNumber', 'seriesDescription', 'convolutionKernel'])
    .select(['sliceThickness', 'numberOfInstances', 'rank', 'reason', 'refusalCode', 'refusalMessage'])
    .where('study', '=', study)
    .orderBy('rank', (order) => order.asc().nullsLast())
    .orderBy('seriesNumber', (order) => order.asc().nullsLast())
    .orderBy('id')
    .execute();
}

/** Counts and SeriesNumber are IS, yet some devices write more digits than an integer holds. */
function whole(value: number | undefined): number | null {
  return Number.isInteger(value) && Math.abs(value ?? 0) < 2 ** 31 ? (value ?? null) : null;
}
