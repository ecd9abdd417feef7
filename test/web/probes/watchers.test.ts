import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Queryable } from '../../../src/db/database.ts';
import { PROCESS_METRICS } from '../../../src/telemetry/metrics.ts';
import { ClusterMetrics } from '../../../src/web/probes/cluster.ts';

const ROOT = new URL('../../../', import.meta.url);
const NAME = /\b(lungtrace|process|nodejs)_[a-z0-9_]+/g;

/** Every metric that a process of the service has, with its labels; histograms as the series that they consist of. */
async function known(): Promise<ReadonlyMap<string, readonly string[]>> {
  const standard = new Registry();
  collectDefaultMetrics({ register: standard });
  const whole = new ClusterMetrics({} as Queryable);
  const found = new Map<string, readonly string[]>();
  for (const registry of [standard, PROCESS_METRICS, whole.registry])
    for (const { name, type } of await registry.getMetricsAsJSON()) {
      const { labelNames = [] } = registry.getSingleMetric(name) as unknown as { labelNames?: string[] };
      found.set(name, labelNames);
      if (String(type) === 'histogram')
        for (const part of ['bucket', 'count', 'sum']) found.set(`${name}_${part}`, [...labelNames, 'le']);
    }
  return found;
}

for (const file of ['deploy/prometheus/alerts.yml', 'deploy/grafana/lungtrace.json']) {
  test(`${file} asks for metrics and labels that there are`, async () => {
    const text = (await readFile(new URL(file, ROOT), 'utf8')).replaceAll('\\"', '"');
    const metrics = await known();
    const names = [...text.matchAll(NAME)].map(([name]) => name);
    assert.ok(names.length > 10);
    for (const name of names) assert.ok(metrics.has(name), `there is no metric ${name}`);
    for (const [, name = '', selector = ''] of text.matchAll(/\b((?:lungtrace|process|nodejs)_[a-z0-9_]+)\{([^}]*)\}/g))
      for (const [, label = ''] of selector.matchAll(/(\w+)(?:=~|!~|!=|=)"/g))
        assert.ok(['job', 'instance', ...(metrics.get(name) ?? [])].includes(label), `${name} has no label ${label}`);
  });
}
