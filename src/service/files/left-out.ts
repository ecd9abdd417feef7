import { basename, dirname, extname } from 'node:path';
import { type Dataset, text } from '../../dicom/dataset.ts';
import type { UnreadableFile } from '../../dicom/folder.ts';
import { type Instance, seriesName } from '../../dicom/instance.ts';
import { type Refusal, refusal, RefusalError } from '../../errors/refusal-error.ts';
import { CT_SOP_CLASSES } from '../../volume/series/vocabulary.ts';

/** A file that took no part in an analysis, and why. */
export interface LeftOutFile extends Refusal {
  readonly file: string;
}

/** Parts instances from those that do not say which series they belong to. */
export function withoutHomeless(instances: readonly Instance[]): { instances: Instance[]; homeless: UnreadableFile[] } {
  const isHomeless = ({ header }: Instance) =>
    ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'].some((keyword) => text(header, keyword) === '');
  return {
    instances: instances.filter((instance) => !isHomeless(instance)),
    homeless: instances.filter(isHomeless).map(({ header, origin }) => ({
      origin,
      refusal: refusal('NO_GEOMETRY.uids', { series: origin }),
      isDicom: mayBeCt(header),
      seriesInstanceUid: text(header, 'SeriesInstanceUID') || undefined,
    })),
  };
}

/**
 * Throws RefusalError DAMAGED when files that cannot be read may be slices of a series: those that say so; those that are DICOM and do not
 * say to which series they belong; and those that are called as the slices beside them are, compressed ones too.
 */
export function refuseIncomplete(series: readonly Instance[], unreadable: readonly UnreadableFile[]): void {
  const forms = new Set(series.flatMap(({ origin }) => formsOf(origin)));
  const uid = text(series[0]?.header ?? {}, 'SeriesInstanceUID');
  const missing = unreadable.filter(({ origin, isDicom, seriesInstanceUid }) =>
    seriesInstanceUid !== undefined
      ? seriesInstanceUid === uid
      : isDicom || (!isHidden(origin) && formsOf(withoutPacking(origin)).some((form) => forms.has(form))),
  );
  if (missing.length === 0) return;
  const files = missing
    .map(({ refusal: { message } }) => message)
    .slice(0, MOST_LISTED)
    .join(' ');
  throw new RefusalError(
    refusal('DAMAGED.incomplete', { series: seriesName(series[0]?.header ?? {}), count: missing.length, files }),
  );
}

const MOST_LISTED = 3;

/** Without a modality or SOP class, an object may be a slice. */
function mayBeCt(header: Dataset): boolean {
  const [modality, sopClass] = [text(header, 'Modality'), text(header, 'SOPClassUID')];
  return (modality === '' || modality === 'CT') && (sopClass === '' || CT_SOP_CLASSES.includes(sopClass));
}

/** What names of files in one folder have in common: the extension, and the name without its numbers. */
function formsOf(path: string): string[] {
  const [folder, name] = [dirname(path), basename(path).toLowerCase()];
  const extension = /^\.(?=.*[a-z])/.test(extname(name)) ? extname(name) : '';
  const stem = name.slice(0, name.length - extension.length);
  const numbered = stem.replace(/[0-9a-f]{6,}|\d+/g, '#').replace(/#([-._]?#)*/g, '#');
  return [`${folder}/${numbered}${extension}`, ...(extension === '' ? [] : [`${folder}/*${extension}`])];
}

/** The name of a slice that was compressed, or whose copy stopped: 0025.dcm.gz. */
function withoutPacking(path: string): string {
  return path.replace(/\.(gz|bz2|xz|zst|zip|7z|part|partial|tmp|crdownload|filepart)$/i, '');
}

/** Files of operating systems, such as ._0001.dcm beside each file that came from a Macintosh. */
function isHidden(path: string): boolean {
  return basename(path).startsWith('.');
}
