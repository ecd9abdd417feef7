import { z } from 'zod';
import type { Http } from './http.ts';
import { PacsError } from './pacs-error.ts';
import { parseRetryAfter } from './retry.ts';

const changesSchema = z.object({
  Changes: z.array(z.object({ ChangeType: z.string(), ID: z.string(), Seq: z.number() })),
  Done: z.boolean(),
  Last: z.number(),
});
const studySchema = z.object({ MainDicomTags: z.object({ StudyInstanceUID: z.string() }) });

export interface Change {
  readonly type: string;
  /** Orthanc's own identifier of the patient, study, series or instance. */
  readonly id: string;
}

export interface Changes {
  readonly changes: readonly Change[];
  /** Number of the last change that was read: where to continue. */
  readonly last: number;
  /** Whether this was the end of the feed. */
  readonly done: boolean;
}

/** The part of Orthanc's own REST API that DICOMweb lacks. */
export class OrthancApi {
  readonly #http: Http;
  readonly #url: string;

  constructor(http: Http, url: string) {
    this.#http = http;
    this.#url = url;
  }

  /** Changes after number `since`, a page of them. */
  async changesSince(since: number, signal?: AbortSignal): Promise<Changes> {
    return await this.#changes(`since=${since}&limit=100`, signal);
  }

  /** Number of the newest change there is, 0 in an empty Orthanc. */
  async lastChange(signal?: AbortSignal): Promise<number> {
    return (await this.#changes('last', signal)).last;
  }

  /** Study Instance UID of a study by Orthanc's identifier; undefined if it was deleted in the meantime. */
  async studyInstanceUid(id: string, signal?: AbortSignal): Promise<string | undefined> {
    const path = `/studies/${encodeURIComponent(id)}`;
    const study = await this.#get(path, studySchema.optional(), signal);
    return study?.MainDicomTags.StudyInstanceUID;
  }

  async #changes(query: string, signal?: AbortSignal): Promise<Changes> {
    const { Changes, Done, Last } = await this.#get(`/changes?${query}`, changesSchema, signal);
    return { changes: Changes.map(({ ChangeType, ID }) => ({ type: ChangeType, id: ID })), last: Last, done: Done };
  }

  /** What Orthanc answers, undefined where it says 404. */
  async #get<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    const url = this.#url + path;
    const { status, headers, body } = await this.#http.send({ method: 'GET', url, signal });
    if (status !== 200 && status !== 404)
      throw new PacsError('orthanc', { url, status, retryAfterMs: parseRetryAfter(headers['retry-after']) });
    try {
      return schema.parse(status === 404 ? undefined : JSON.parse(new TextDecoder().decode(body)));
    } catch (cause) {
      const reason = "it is not what Orthanc's REST API sends";
      throw new PacsError('unreadable', { url, status, reason }, { cause: (cause as Error).name });
    }
  }
}
