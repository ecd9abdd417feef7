import { type Dataset, text } from '../dicom/dataset.ts';
import type { AnswerDataset } from './dicom-json.ts';
import { PacsError } from './pacs-error.ts';

export type SearchQuery = Readonly<Record<string, string>>;

/** What a query found. */
export interface Found {
  /** One for each UID. */
  readonly datasets: readonly Dataset[];
  /** How many datasets have no UID that can be read, and are left out. */
  readonly malformed: number;
  /** Whether the query may have had more results. */
  readonly isCut: boolean;
}

/** How a page of a query is fetched: the first one, and those with an offset. Both reject with PacsError. */
export interface PageSource {
  readonly first: (keys: SearchQuery) => Promise<readonly AnswerDataset[]>;
  readonly further: (keys: SearchQuery) => Promise<readonly AnswerDataset[]>;
}

/** Results per page of QIDO-RS: some archives refuse larger pages. */
const PAGE = 200;
/** A UID as devices write it, with leading zeros too (PS3.5 9.1). */
const UID = /^[0-9][0-9.]{0,63}$/;

/**
 * Reads a query page after page (PS3.18 8.3.4.4) until one brings nothing new; a short page proves nothing, because archives may return
 * fewer results than requested. An archive that refuses an offset is asked for everything at once.
 */
export async function searchAll(
  source: PageSource,
  query: SearchQuery,
  uidKeyword: string,
  pages = Infinity,
): Promise<Found> {
  const results = new Results(uidKeyword);
  const limit = String(PAGE);
  let page = await source.first({ ...query, limit });
  for (let read = 1, offset = 0; results.add(page); read++) {
    if (read >= pages) return results.found(page.length >= PAGE);
    offset += page.length;
    const next = await nothingIsRefusal(() => source.further({ ...query, limit, offset: String(offset) }));
    if (next === 'refused') return await atOnce(source, query, results);
    page = next;
  }
  // A full page of what is known: the archive keeps to the limit and ignores the offset.
  return page.length === PAGE ? await atOnce(source, query, results) : results.found(false);
}

/** Where a query is answered with 404, that may mean "nothing", or that there is no archive: then `anything` is not found either. */
export async function nothingIs404(
  ask: () => Promise<readonly AnswerDataset[]>,
  anything: () => Promise<unknown>,
): Promise<readonly AnswerDataset[]> {
  try {
    return await ask();
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    await anything().catch((cause: unknown) => {
      throw isStatus(cause, 404) ? new PacsError('noArchive', { url: cause.url, status: 404 }, { cause }) : cause;
    });
    return [];
  }
}

/** A page behind the last one: nothing where the archive says 404, 'refused' where it does not take an offset. */
async function nothingIsRefusal(
  ask: () => Promise<readonly AnswerDataset[]>,
): Promise<readonly AnswerDataset[] | 'refused'> {
  try {
    return await ask();
  } catch (error) {
    if (isStatus(error, 404)) return [];
    if (isRefused(error)) return 'refused';
    throw error;
  }
}

/** Asks without paging. What was found stays if that is refused too, unless there must be more. */
async function atOnce(source: PageSource, query: SearchQuery, results: Results): Promise<Found> {
  try {
    results.add(await source.further(query));
  } catch (error) {
    if (!isRefused(error) || results.size >= PAGE) throw error;
  }
  return results.found(false);
}

function isStatus(error: unknown, status: number): error is PacsError {
  return error instanceof PacsError && error.status === status;
}

/** A status that says that the request is not taken; credentials and a busy archive are another matter. */
function isRefused(error: unknown): boolean {
  return error instanceof PacsError && error.job !== 'outage' && (error.status ?? 0) >= 400;
}

class Results {
  readonly #datasets = new Map<string, Dataset>();
  readonly #malformed = new Set<string>();
  readonly #uidKeyword: string;

  constructor(uidKeyword: string) {
    this.#uidKeyword = uidKeyword;
  }

  get size(): number {
    return this.#datasets.size + this.#malformed.size;
  }

  /** Adds the datasets of a page; true if one was new. */
  add(page: readonly AnswerDataset[]): boolean {
    const before = this.size;
    for (const one of page) this.#addOne(one);
    return this.size > before;
  }

  found(isCut: boolean): Found {
    return { datasets: [...this.#datasets.values()], malformed: this.#malformed.size, isCut };
  }

  #addOne({ dataset, fingerprint }: AnswerDataset): void {
    const uid = text(dataset, this.#uidKeyword);
    if (UID.test(uid)) this.#datasets.set(uid, dataset);
    else this.#malformed.add(fingerprint);
  }
}
