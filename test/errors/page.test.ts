import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { errorsPage, PAGE } from '../../scripts/errors-page.ts';

test('docs/errors.md is what the tables say: `npm run errors-page` makes it anew', async () => {
  assert.equal(await readFile(PAGE, 'utf8'), errorsPage());
});
