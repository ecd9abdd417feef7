import assert from 'node:assert/strict';
import test from 'node:test';
import { kernelOf } from '../../src/dicom/functional-groups.ts';
import { acquisitionOf } from '../../src/followup/acquisition.ts';
import { keptSource } from '../../src/followup/source.ts';
import { infectedAnalysis } from '../support/analyses.ts';

const ENHANCED = {
  SharedFunctionalGroupsSequence: [{ CTReconstructionSequence: [{ ConvolutionKernel: ['BR40', '3'] }] }],
};

test('the kernel is read from a plain image and from the functional groups of an enhanced one', () => {
  assert.equal(kernelOf({ ConvolutionKernel: 'LUNG' }), 'LUNG');
  assert.equal(kernelOf(ENHANCED), 'BR40 3');
  assert.equal(kernelOf({}), '');
});

test('what is kept of an enhanced image states the kernel, so that follow-ups compare it', () => {
  const { volume, measurements } = infectedAnalysis();
  const kept = keptSource({ ...volume, header: { ...volume.header, ConvolutionKernel: undefined, ...ENHANCED } });
  assert.equal(kernelOf(kept.header), 'BR40 3');
  assert.equal(acquisitionOf({ ...volume, header: kept.header }, measurements).kernel, 'BR40 3');
});
