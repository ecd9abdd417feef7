import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeAndRemedy } from '../../src/errors/cause-and-remedy.ts';
import { type ErrorEntry, worded } from '../../src/errors/entry.ts';
import { ERRORS } from '../../src/errors/known-error.ts';

test('every message of the table is parted into its cause and its remedy', () => {
  const entries: [string, ErrorEntry][] = Object.entries(ERRORS);
  for (const [code, entry] of entries)
    for (const sentence of 'causes' in entry ? Object.values(entry.causes) : [entry]) {
      const { cause, remedy } = causeAndRemedy(code, worded(sentence, {}));
      assert.equal(`${cause} ${remedy}`, worded(sentence, {}), code);
      assert.equal(remedy, sentence.remedy, code);
    }
});

test('the class of an unforeseen error has the remedy of those, and a message of another version stays whole', () => {
  const { remedy } = ERRORS.Error;
  assert.deepEqual(causeAndRemedy('TypeError', `x is not a function. ${remedy}`), {
    cause: 'x is not a function.',
    remedy,
  });
  assert.deepEqual(causeAndRemedy('NO_LUNGS', 'No lungs.'), { cause: 'No lungs.', remedy: '' });
});
