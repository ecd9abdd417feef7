/** A network that took part, as the artefacts name it. */
export interface NamedModel {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of its weights, hex. */
  readonly sha256: string;
}

/** What identifies the networks behind a result, one text each (algorithm parameters in SEG and SR). */
export function modelParameters(modelSet: string, models: readonly NamedModel[]): string[] {
  return [
    `model set ${modelSet}`,
    ...models.map(({ name, version, sha256 }) => `model ${name} ${version} sha256 ${sha256}`),
  ];
}
