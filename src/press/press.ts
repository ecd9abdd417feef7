import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { LIMITS } from '../dicom/limits.ts';
import type { Analysis } from '../inference/analyse-volume.ts';
import type { LesionCourse } from '../followup/lesions/course.ts';
import type { ReportInput } from '../report/build.ts';
import type { Artefact, ArtefactOptions } from '../results/artefacts.ts';
import type { DecisionKind } from '../results/catalogue.ts';
import type { DecisionToWrite } from '../results/decision-objects.ts';
import { METRICS } from '../telemetry/metrics.ts';
import { ThreadPool } from '../threads/pool.ts';
import type {
  ChartToDraw,
  FollowUpToWrite,
  LesionsToCompare,
  OverlaySlice,
  PressProtocol,
  SliceWithFindings,
  WorkName,
  Works,
  WrittenAnalysis,
  WrittenFollowUp,
} from './press-protocol.ts';
import { SharedMaking } from './shared-making.ts';

export type { FollowUpToWrite, WrittenAnalysis, WrittenFollowUp } from './press-protocol.ts';

/** The objects of the largest volume take a minute on a busy machine; what takes longer is stuck, ms. */
const LIMIT_MS = 300_000;
/** A thread with fonts and charts needs some 150 MB; more of them would wait for the same cores. */
const MOST_THREADS = 4;

/** While one is drawn, what the next is made from is read; that of twenty at once would keep the main thread. */
const PDFS_AT_ONCE = 2;

const KIND = {
  file: new URL('./press-thread.ts', import.meta.url),
  start: () => undefined,
  requestsPerThread: 1,
  limitMs: LIMIT_MS,
  abortGraceMs: LIMITS.abortGraceMs,
};

/**
 * Writes SEG, SR and PDF, and draws overlays, pages and pictures, on threads: each takes from a tenth of a second to some seconds, during which
 * the process answers. What a person waits for does not wait for the objects of a study, and a picture not for reports; the charts of pages, which are done in
 * milliseconds, have a thread that waits for nothing else. Share one press per process; close it at the end. Every work rejects with ThreadError when its thread ends, and with the signal's reason when that aborts.
 */
export class Press {
  readonly #threads: ThreadPool<PressProtocol>;
  readonly #charts = new ThreadPool<PressProtocol>({ ...KIND, name: 'charts', size: 1 });
  readonly #pdfs = new SharedMaking<Uint8Array>();
  readonly #pdfLimit = pLimit(PDFS_AT_ONCE);
  /** Those who take turns. */
  readonly #turns = { jobs: {}, reports: {}, pictures: {} };

  constructor(size: number = Math.min(MOST_THREADS, Math.max(1, availableParallelism() - 1))) {
    this.#threads = new ThreadPool<PressProtocol>({
      ...KIND,
      name: 'writing and drawing',
      size,
      isBackground: true,
    });
  }

  /** The objects and small pictures of an analysis. Takes its voxels and masks over; those of `analysis` that it gives take their place. */
  async writeAnalysis(
    analysis: Analysis,
    options: ArtefactOptions,
    signal?: AbortSignal,
  ): Promise<WrittenAnalysis & { readonly analysis: Analysis }> {
    const { volume, lungs, findings, measurements, modelSet, models } = analysis;
    const from = { result: { volume, lungs, findings, measurements, modelSet, models }, options };
    const moved = [volume.hu, lungs, findings];
    const { hu, ...made } = await this.#make('analysis', from, this.#turns.jobs, signal, moved);
    const { lungs: lungsBack, findings: findingsBack, ...written } = made;
    return {
      ...written,
      analysis: { ...analysis, volume: { ...volume, hu }, lungs: lungsBack, findings: findingsBack },
    };
  }

  /** The picture of a slice in an overlay series; none if nothing is infected there. */
  async writeOverlay(slice: OverlaySlice, signal?: AbortSignal): Promise<readonly Artefact<'overlay'>[]> {
    return await this.#make('overlay', slice, this.#turns.jobs, signal);
  }

  /** What became of the lesions of a follow-up; null where they cannot be compared. */
  async compareLesions(lesions: LesionsToCompare, signal?: AbortSignal): Promise<LesionCourse | null> {
    return await this.#make('lesions', lesions, this.#turns.jobs, signal);
  }

  /** The objects of a follow-up. */
  async writeFollowUp(followUp: FollowUpToWrite, signal?: AbortSignal): Promise<WrittenFollowUp> {
    return await this.#make('followUp', followUp, this.#turns.jobs, signal);
  }

  /** The object that tells the PACS of a person's decision. */
  async writeDecision(decision: DecisionToWrite, signal?: AbortSignal): Promise<Artefact<DecisionKind>> {
    return await this.#make('decision', decision, this.#turns.jobs, signal);
  }

  /** A report as a PDF. Those who ask for the same `key` at the same time share one, and what it is made from is asked for when its turn comes. */
  async drawPdf(key: string, input: () => Promise<ReportInput>): Promise<Uint8Array> {
    const made = async () => await this.#make('pdf', await input(), this.#turns.reports);
    return await this.#pdfs.make(key, () => this.#pdfLimit(made));
  }

  /** A report as one HTML document. */
  async drawHtml(input: ReportInput): Promise<string> {
    return await this.#make('html', input, this.#turns.reports);
  }

  /** A slice with its findings as WebP, axial view. */
  async drawSlice(slice: SliceWithFindings): Promise<Uint8Array> {
    return await this.#make('picture', slice, this.#turns.pictures);
  }

  /** A chart of a page, SVG. */
  async drawChart(chart: ChartToDraw): Promise<string> {
    const request = { name: 'chart', from: chart } as const;
    return (await this.#charts.ask(() => ({ request }))) as string;
  }

  /** Ends the threads; what is not made yet is rejected. */
  async close(): Promise<void> {
    await Promise.all([this.#threads.terminate(), this.#charts.terminate()]);
  }

  async #make<Name extends WorkName>(
    name: Name,
    from: Works[Name]['from'],
    turn: object,
    signal?: AbortSignal,
    moved: readonly ArrayBufferView[] = [],
  ): Promise<Works[Name]['made']> {
    const request = { name, from } as PressProtocol['request'];
    const question = () => ({ request, transfer: moved.map(({ buffer }) => buffer) });
    const made = await this.#threads.ask(question, { turn, ...(signal && { signal }) });
    METRICS.documents.inc({ kind: name });
    return made;
  }
}
