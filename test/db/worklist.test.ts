import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import type { Database } from '../../src/db/database.ts';
import { readWorklist, type WorklistEntry, type WorklistQuery } from '../../src/db/worklist.ts';
import { onBothDatabases } from '../support/databases.ts';
import { writeManyStudies } from '../support/many-studies.ts';

onBothDatabases((open) => {
  suite('the worklist in another order', () => {
    let database: Database;
    before(async () => {
      database = await open();
      await writeManyStudies(database, 60);
      // Scores 0-6, and every second analysis compared with one before.
      await database.exec(`
        update analyses set measurements = jsonb_set(measurements, '{severityScore}', to_jsonb(id % 7));
        insert into follow_ups (analysis, identity, compared, thresholds, category, summary, performed_at, language, change_points)
        select id, key, array['before', key], '{}', case id % 3 when 0 then 'decreasing' else 'increasing' end, '', now(), 'en',
          case id % 3 when 0 then -1.5 else 2 + id % 5 end
        from analyses where id % 2 = 0`);
    });
    /** All pages, one after another. */
    const pages = async (query: WorklistQuery) => {
      const all: WorklistEntry[] = [];
      for (let before: number | undefined, next: number | null = 0; next !== null; before = next ?? undefined) {
        const page = await readWorklist(database, { ...query, before, limit: 7 });
        all.push(...page.entries);
        next = page.next;
      }
      assert.equal(new Set(all.map(({ id }) => id)).size, all.length, 'no study comes twice');
      return all;
    };
    const count = async (condition: string) =>
      Number(
        (
          await database.query(
            `select count(*)::int as n from analyses a left join follow_ups u on u.analysis = a.id where ${condition}`,
          )
        )[0]?.['n'],
      );
    const descending = (numbers: readonly (number | null)[]) => numbers.toSorted((a, b) => b! - a!);

    test('by score it has every study with a score once, the greatest first', async () => {
      const scores = (await pages({ order: 'score' })).map(({ severityScore }) => severityScore);
      assert.deepEqual(scores, descending(scores));
      assert.equal(scores.length, await count('true'));
      assert.equal(scores[0], 6);
    });

    test('by change it has every study that was compared once, the greatest increase first', async () => {
      const changes = (await pages({ order: 'change' })).map(({ changePoints }) => changePoints);
      assert.deepEqual(changes, descending(changes));
      assert.equal(changes.length, await count('u.analysis is not null'));
      assert.deepEqual([changes[0], changes.at(-1)], [6, -1.5]);
    });

    test('it is narrowed by course and least score, in every order', async () => {
      const expected = await count(`u.category = 'increasing' and a.severity_score >= 3`);
      assert.ok(expected > 7);
      for (const order of ['arrival', 'change', 'score'] as const) {
        const found = await pages({ order, course: 'worse', leastScore: 3 });
        assert.equal(found.length, expected, order);
        assert.ok(found.every(({ category, severityScore }) => category === 'increasing' && severityScore! >= 3));
      }
      assert.ok((await pages({ course: 'better' })).every(({ changePoints }) => changePoints === -1.5));
    });
  });
});
