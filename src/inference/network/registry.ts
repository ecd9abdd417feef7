import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type CauseOf, type CauseWording, KnownError, problemOf } from '../../errors/known-error.ts';
import { labelMismatch } from './labels.ts';

/** Thrown when the files of `models/` are not the ones that models.json describes, or no execution provider runs them. */
export class ModelError extends KnownError {
  override readonly name = 'ModelError';
  readonly reason: CauseOf<'ModelError'>;
  readonly file: string;

  constructor(...[reason, details, options]: CauseWording<'ModelError'>) {
    super(problemOf('ModelError', reason, details), options);
    this.reason = reason;
    this.file = String(details.file);
  }
}

const share = z.number().min(0).max(1);
const code = z.object({ value: z.string(), scheme: z.string(), meaning: z.string() });

const file = {
  /** File name beside models.json. */
  file: z.string().regex(/^[^/\\]+$/, 'a file name without a folder'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
};

const modelSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  ...file,
  /** The same network in 8-bit arithmetic, which the provider `cpu` runs instead. */
  cpu: z.object(file).optional(),
  /** [rows, columns] of the network's input. */
  inputSize: z.tuple([z.int().positive(), z.int().positive()]),
  /** HU that become 0 and 1. */
  windowHu: z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, 'low must be below high'),
  /** The box around the lungs of a slice: see lungBoxes. */
  crop: z.object({ marginFraction: z.number().min(0), minSizeMm: z.number().min(0) }),
  thresholds: z.object({ infection: share, consolidation: share, gate: share }),
  /** Factor on the infection's logits inside the network file; recorded here, never applied again. */
  temperature: z.number().positive(),
  /** Must be the findings of the product: see labelMismatch. */
  labels: z.array(z.object({ value: z.int().positive(), name: z.string(), code })).check(({ value, issues }) => {
    const message = labelMismatch(value);
    if (message !== undefined) issues.push({ code: 'custom', message, input: value });
  }),
  licence: z.string(),
  trainingData: z.string(),
  made: z.string(),
});
const registrySchema = z.object({ modelSet: z.string().min(1), models: z.array(modelSchema).min(1) });

/** What models.json says of one network, and where its file lies. */
export type ModelRecord = Readonly<z.infer<typeof modelSchema>> & {
  /** Path of the file whose hash was checked. */
  readonly path: string;
  /** Path of the file in 8-bit arithmetic, where there is one. */
  readonly cpuPath?: string | undefined;
};

/** A named, versioned set of networks: analyses of different model sets are not compared. */
export interface ModelSet {
  readonly modelSet: string;
  readonly models: readonly ModelRecord[];
}

/**
 * Reads `models.json` in the folder and checks the SHA-256 of every file that it names.
 * Throws ModelError: `missing` (no models.json, no file), `invalid` (models.json is not as it must be), `changed` (another hash).
 */
export async function loadModels(folder: string): Promise<ModelSet> {
  const { modelSet, models } = await readRegistry(join(folder, 'models.json'));
  const records = models.map((model) => ({
    ...model,
    path: join(folder, model.file),
    cpuPath: model.cpu && join(folder, model.cpu.file),
  }));
  const files = records.flatMap(({ path, sha256, cpu, cpuPath }) => [
    { path, sha256 },
    ...(cpu && cpuPath ? [{ path: cpuPath, sha256: cpu.sha256 }] : []),
  ]);
  await Promise.all(files.map(checkHash));
  return { modelSet, models: records };
}

async function readRegistry(path: string): Promise<z.infer<typeof registrySchema>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ModelError('missing', { file: path }, { cause });
  });
  try {
    return registrySchema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new ModelError('invalid', { file: path, reason: why }, { cause });
  }
}

async function checkHash({ path, sha256 }: { readonly path: string; readonly sha256: string }): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch((cause: unknown) => {
    throw new ModelError('missing', { file: path }, { cause });
  });
  const actual = hash.digest('hex');
  if (actual !== sha256) throw new ModelError('changed', { file: path, actual, expected: sha256 });
}
