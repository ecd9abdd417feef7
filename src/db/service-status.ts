import type { Queryable } from './database.ts';
import type { RecordedModel } from './study-detail.ts';

/** What made the latest analysis. */
export interface LatestAnalysis {
  readonly analysedAt: Date;
  readonly modelSet: string;
  readonly models: readonly RecordedModel[];
  readonly device: string;
}

/** The latest analysis of all; undefined before the first. */
export async function readLatestAnalysis(database: Queryable): Promise<LatestAnalysis | undefined> {
  const [row] = await database.query<LatestAnalysis>(
    `select analysed_at as "analysedAt", model_set as "modelSet", models, device
     from analyses order by id desc limit 1`,
  );
  return row;
}
