import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtefactKind } from '../../results/artefacts.ts';
import { renderMontage } from '../../report/montage.ts';
import type { AnalyzedFiles } from './analyse-files.ts';
import { analyzeDocument, type AnalyzeDocument } from './document.ts';

const FILES: Readonly<Record<ArtefactKind, string>> = {
  'infection-seg': 'infection.seg.dcm',
  'lungs-seg': 'lungs.seg.dcm',
  sr: 'report.sr.dcm',
};

/**
 * Writes the results of an analysis into a folder: the DICOM objects, `measurements.json` and `montage.png`. Results of an
 * earlier run that this one does not have (a SEG, where nothing is infected now) are removed.
 */
export async function saveAnalysis(analyzed: AnalyzedFiles, folder: string): Promise<AnalyzeDocument> {
  const { artefacts, analysis } = analyzed;
  await mkdir(folder, { recursive: true });
  await Promise.all(Object.values(FILES).map((name) => rm(join(folder, name), { force: true })));
  const document = analyzeDocument(analyzed, FILES);
  await Promise.all([
    ...artefacts.map(({ kind, bytes }) => writeFile(join(folder, FILES[kind]), bytes)),
    writeFile(join(folder, 'measurements.json'), `${JSON.stringify(document, null, 2)}\n`),
    renderMontage(analysis.volume, analysis.lungs, analysis.findings).then((png) =>
      writeFile(join(folder, 'montage.png'), png),
    ),
  ]);
  return document;
}
