import { access, constants, mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import { PixelDecoder } from '../dicom/pixels/decoder.ts';
import { EXIT } from '../errors/entry.ts';
import { RefusalError } from '../errors/refusal-error.ts';
import { openNetwork } from '../inference/network/network.ts';
import { analyseFiles } from '../service/files/analyse-files.ts';
import type { LeftOutFile } from '../service/files/left-out.ts';
import { type AnalyzeDocument, saveAnalysis } from '../service/files/save.ts';
import { type NetworkOptions, withNetworkOptions } from './network.ts';
import { measurementTable, requireReadable, terminalProgress, UsageError } from './terminal.ts';

interface Options extends NetworkOptions {
  readonly out: string;
  readonly json?: true;
  readonly lungsSeg: boolean;
}

/** `lungtrace analyze`: reads DICOM files, writes SEG, SR, measurements and a picture; needs no PACS and no database. */
export function analyzeCommand(): Command {
  const command = new Command('analyze')
    .description('analyses the chest CT in files and folders; exit 0 done, 2 wrong usage, 3 input refused, 1 failed')
    .argument('<paths...>', 'DICOM files, or folders that are searched for them')
    .requiredOption('--out <folder>', 'where the results go; it is made when missing')
    .option('--json', 'print one JSON document on stdout and nothing else')
    .option('--no-lungs-seg', 'leave out the SEG of the lungs');
  return withNetworkOptions(command).action(analyze);
}

async function analyze(paths: string[], options: Options): Promise<void> {
  await requireReadable(...paths);
  await requireWritable(options.out);
  const decoder = new PixelDecoder();
  const progress = terminalProgress();
  const leftOut: LeftOutFile[] = [];
  try {
    const network = await openNetwork(options.models, options.provider);
    const analyzed = await analyseFiles(paths, {
      network,
      decoder,
      performedAt: new Date(),
      lungsSeg: options.lungsSeg,
      onProgress: progress.show,
      onLeftOut: (file) => leftOut.push(file),
    });
    progress.end();
    nameLeftOut(leftOut);
    const document = await saveAnalysis(analyzed, options.out);
    print(document, options);
    await network.session.release();
  } catch (error) {
    progress.end();
    if (!(error instanceof RefusalError)) throw error;
    refuse(error, leftOut, options);
  } finally {
    await decoder.close();
  }
}

/** Before the minutes of an analysis. */
async function requireWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError('noOutput', { folder, cause: (error as NodeJS.ErrnoException).code ?? '' }, { cause: error });
  }
}

function print(document: AnalyzeDocument, { json, out }: Options): void {
  if (json) console.log(JSON.stringify(document, null, 2));
  else console.log(`${measurementTable(document)}\n\nResults are in ${out}`);
}

function refuse({ code, message }: RefusalError, filesLeftOut: readonly LeftOutFile[], { json }: Options): void {
  if (json) console.log(JSON.stringify({ refused: { code, message }, filesLeftOut }, null, 2));
  nameLeftOut(filesLeftOut);
  console.error(`lungtrace: refused (${code}): ${message}`);
  process.exitCode = EXIT.refused;
}

function nameLeftOut(files: readonly LeftOutFile[]): void {
  for (const { message } of files) console.error(`lungtrace: left out: ${message}`);
}
