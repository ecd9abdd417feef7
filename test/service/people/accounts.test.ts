import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReserved } from '../../../src/service/people/accounts.ts';

test('nobody is called as those are whom the audit names for want of a person, in whatever letters', () => {
  for (const name of [
    'local',
    'LOCAL',
    'Token:ris',
    'ｔｏｋｅｎ：ris',
    ' token : ris',
    'command:root',
    'unknown',
    'nobody',
    'lungtrace',
  ])
    assert.ok(isReserved(name), name);
  for (const name of ['anna', 'localadmin', 'tokens', 'Dr. No Body']) assert.ok(!isReserved(name), name);
});
