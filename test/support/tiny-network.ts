import { join } from 'node:path';
import type { ModelRecord } from '../../src/inference/network/registry.ts';
import { FINDINGS } from '../../src/volume/findings.ts';

/** A network with the contract of the real one and an answer that a test can foresee: see tiny/make.py. */
export const tinyNetwork = join(import.meta.dirname, '../inference/network/tiny/tiny.onnx');

/** The same network, which draws the lungs, too. */
export const tinyLungNetwork = join(import.meta.dirname, '../inference/network/tiny/tiny-lung.onnx');

/** Its record. HU of -420 is grey 0.5, the border of infection; -12 is grey 0.8, the border of consolidation. */
export const tinyModel: ModelRecord = {
  name: 'tiny',
  version: '1',
  file: 'tiny.onnx',
  path: tinyNetwork,
  sha256: '',
  inputSize: [32, 32],
  windowHu: [-1100, 260],
  crop: { marginFraction: 0.02, minSizeMm: 10 },
  thresholds: { infection: 0.5, consolidation: 0.5, gate: 0.5 },
  temperature: 1,
  labels: FINDINGS.map(({ value, label, code }) => ({ value, name: label, code })),
  licence: 'MIT',
  trainingData: 'none',
  made: 'by hand',
};
