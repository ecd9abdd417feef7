/** A network that took part, as the artefacts name it. */
export interface NamedModel {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of its weights, hex. */
  readonly sha256: string;
}

/** A network with all in its record that decides pixels (models.json). */
export interface PixelModel extends NamedModel {
  readonly inputSize: readonly number[];
  readonly windowHu: readonly number[];
  readonly crop: Readonly<Record<'marginFraction' | 'minSizeMm', number>>;
  readonly thresholds: Readonly<Record<'infection' | 'consolidation' | 'gate', number>>;
}

/** The part that a model set has in the identity of an analysis: another file, threshold, window or crop gives another text. */
export function modelIdentity(modelSet: string, models: readonly PixelModel[]): string {
  const settings = models.map(({ inputSize, windowHu, crop, thresholds }) => [
    ...inputSize,
    ...windowHu,
    crop.marginFraction,
    crop.minSizeMm,
    thresholds.infection,
    thresholds.consolidation,
    thresholds.gate,
  ]);
  return [...modelParameters(modelSet, models), ...settings.map((values) => values.join(' '))].join();
}

/** What identifies the networks behind a result, one text each (algorithm parameters in SEG and SR). */
export function modelParameters(modelSet: string, models: readonly NamedModel[]): string[] {
  return [
    `model set ${modelSet}`,
    ...models.map(({ name, version, sha256 }) => `model ${name} ${version} sha256 ${sha256}`),
  ];
}
