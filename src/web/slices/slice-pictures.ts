import { LRUCache } from 'lru-cache';
import type { StudyDetail } from '../../db/study-detail.ts';
import type { Instance } from '../../dicom/instance.ts';
import type { PixelDecoder } from '../../dicom/pixels/decoder.ts';
import { pixelFormat } from '../../dicom/pixels/format.ts';
import { rescaleOf } from '../../dicom/pixels/hounsfield.ts';
import { instanceOf } from '../../dicom/reader.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import type { Press } from '../../press/press.ts';
import { readSegFindings, type SegFindings, type SourceImage } from '../../seg/reader.ts';
import { planesOf } from '../../volume/plane.ts';
import type { Volume } from '../../volume/volume.ts';

/** Where a study's slices come from: the study as recorded, and the slice's index from the head. */
export interface SliceRequest {
  readonly study: StudyDetail;
  readonly z: number;
  readonly overlay: boolean;
}

/**
 * Pictures of slices, drawn when they are asked for: pixels and findings are read back from the PACS, so what is shown is what
 * is stored there. Nothing is kept but the last few objects.
 */
export class SlicePictures {
  readonly #pacs: Pacs;
  readonly #decoder: PixelDecoder;
  readonly #press: Press;
  readonly #images = recent<Instance>(2);
  readonly #segmentations = recent<SegFindings>(3);

  constructor(pacs: Pacs, decoder: PixelDecoder, press: Press) {
    this.#pacs = pacs;
    this.#decoder = decoder;
    this.#press = press;
  }

  /** WebP of one slice, axial view; undefined when the study has no analysis or no such slice. Throws PacsError, RefusalError. */
  async draw({ study, z, overlay }: SliceRequest): Promise<Uint8Array | undefined> {
    const { analysis, studyInstanceUid } = study;
    const slice = analysis?.slices[z];
    if (analysis === undefined || slice === undefined) return undefined;
    const segmentation = study.artefacts.find(({ kind }) => kind === 'infection-seg');
    const [volume, findings] = await Promise.all([
      this.#volume(studyInstanceUid, analysis.seriesInstanceUid, slice),
      overlay && segmentation ? this.#findings(studyInstanceUid, segmentation) : undefined,
    ]);
    const { hu, geometry } = volume;
    const mask = findings?.findingsOf(slice) ?? new Uint8Array(hu.length);
    return await this.#press.drawSlice({ volume: { hu, geometry }, findings: mask });
  }

  async #findings(
    study: string,
    { seriesInstanceUid, sopInstanceUid }: { seriesInstanceUid: string; sopInstanceUid: string },
  ): Promise<SegFindings> {
    const make = async () => readSegFindings(await this.#fetch(study, seriesInstanceUid, sopInstanceUid));
    return await this.#segmentations.forceFetch(sopInstanceUid, { context: make });
  }

  /** A volume of one slice. */
  async #volume(study: string, series: string, { sopInstanceUid, frameNumber = 1 }: SourceImage): Promise<Volume> {
    const make = () => this.#fetch(study, series, sopInstanceUid);
    const instance = await this.#images.forceFetch(sopInstanceUid, { context: make });
    const { header, frames, transferSyntaxUid, origin } = instance;
    const at = frameNumber - 1;
    const plane = planesOf(header)[at];
    const frame = frames[at];
    if (plane === undefined || frame === undefined) throw new RangeError(`${origin} has no frame ${frameNumber}`);
    const format = pixelFormat(header, origin);
    const rescale = rescaleOf(header, at, origin);
    const hu = new Int16Array(format.rows * format.columns);
    await this.#decoder.decode({ name: origin, frame, transferSyntaxUid, format, rescale }, hu);
    const { rows, columns, rowSpacing, columnSpacing, position, columnAxis, rowAxis, frameOfReferenceUid } = plane;
    const geometry = {
      shape: [1, rows, columns],
      spacing: [1, rowSpacing, columnSpacing],
      origin: position,
      columnAxis,
      rowAxis,
      sliceAxis: [0, 0, -1],
      frameOfReferenceUid,
    } as const;
    return { hu, geometry, slices: [{ sopClassUid: '', sopInstanceUid, position }], header };
  }

  async #fetch(study: string, series: string, instance: string): Promise<Instance> {
    const [file] = await this.#pacs.retrieveInstances(study, series, [instance]);
    if (file === undefined) throw new RangeError(`The PACS sent nothing for instance ${instance}`);
    return instanceOf(await this.#pacs.reader.read(file));
  }
}

/** Makes the value that a key stands for. */
type Make<T> = () => Promise<T>;

/**
 * Keeps the last few values that were made, so that the next slice of the same object needs no second way to the PACS. Two
 * that ask for the same at once share one making; one that fails is not kept.
 */
function recent<T extends object>(max: number): LRUCache<string, T, Make<T>> {
  return new LRUCache({ max, fetchMethod: (_key, _stale, { context: make }) => make() });
}
