import { text } from '../dicom/dataset.ts';
import type { ResultIdentity } from '../dicom/series.ts';
import { type SliceInLung } from '../followup/timepoint.ts';
import type { SliceMeasurements } from '../inference/measure/measurements.ts';
import { ENGLISH } from '../language/en.ts';
import { keySlices } from '../report/key-slices.ts';
import { NAME } from '../sr/codes.ts';
import { deviceObserver } from '../sr/context.ts';
import { type KeyObject, writeKeyObjects } from '../sr/key-objects.ts';
import type { Volume } from '../volume/volume.ts';
import { seriesOf } from './catalogue.ts';

export interface KeySlicesInput extends Omit<ResultIdentity, 'seriesNumber' | 'seriesDescription'> {
  readonly volume: Pick<Volume, 'header' | 'slices'>;
  readonly slices: readonly SliceMeasurements[];
}

const DESCRIPTION = 'Slices to look at first, chosen by the infected area that the software found.';

/** The key slices as a Key Object Selection (PS3.3 A.35.4), title 113000 Of Interest; undefined where nothing is infected. */
export function selectKeySlices({ volume, slices, ...identity }: KeySlicesInput): Uint8Array | undefined {
  const chosen = keySlices(slices);
  if (chosen.length === 0) return undefined;
  return writeKeyObjects({
    ...identity,
    ...seriesOf('key-slices'),
    header: volume.header,
    title: NAME.ofInterest,
    language: ENGLISH.language,
    observer: deviceObserver(),
    description: `${DESCRIPTION} ${ENGLISH.notice}`,
    objects: imagesOf(volume, chosen),
  });
}

/** The images of slices; the slices of one multi-frame image are its frames. */
function imagesOf({ header, slices }: KeySlicesInput['volume'], chosen: readonly SliceInLung[]): KeyObject[] {
  const seriesInstanceUid = text(header, 'SeriesInstanceUID');
  const shown = chosen.flatMap(({ index }) => slices[index] ?? []);
  const images = Map.groupBy(shown, ({ sopInstanceUid }) => sopInstanceUid);
  return [...images].flatMap(([sopInstanceUid, members]) => {
    const frames = members.flatMap(({ frameNumber }) => frameNumber ?? []);
    const [{ sopClassUid } = { sopClassUid: '' }] = members;
    return { sopClassUid, sopInstanceUid, seriesInstanceUid, ...(frames.length > 0 && { frames }) };
  });
}
