import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Database } from '../../db/database.ts';
import { PRODUCT } from '../../product.ts';
import { METRICS, PROCESS_METRICS } from '../../telemetry/metrics.ts';
import { poolLoads } from '../../threads/loads.ts';
import type { ClusterMetrics } from './cluster.ts';
import { readDisk } from './disk.ts';
import type { Readiness } from './readiness.ts';

export interface MetricsParts {
  readonly database: Database;
  readonly dataDir: string;
  readonly readiness: Readiness;
  /** Servers tell of the whole, workers of themselves alone. */
  readonly cluster?: ClusterMetrics;
}

/** Sends all metrics as Prometheus reads them, within about two seconds whatever else is silent. */
export function metricsPage(parts: MetricsParts): RequestHandler {
  const { cluster } = parts;
  observeProcess();
  const registry = Registry.merge([PROCESS_METRICS, ...(cluster ? [cluster.registry] : [])]);
  return async (_request, response) => {
    await Promise.all([cluster?.refresh(), showReady(parts.readiness), showDisk(parts.dataDir)]);
    showThreads();
    showConnections(parts.database);
    response.type(registry.contentType).send(await registry.metrics());
  };
}

/** Memory, processor time and event loop of the process, by the names that Prometheus' clients agree on. */
function observeProcess(): void {
  if (PROCESS_METRICS.getSingleMetric('process_cpu_seconds_total') !== undefined) return;
  collectDefaultMetrics({ register: PROCESS_METRICS });
  METRICS.build.set({ version: PRODUCT.version, node: process.versions.node }, 1);
}

async function showReady(readiness: Readiness): Promise<void> {
  for (const { name, isReady } of await readiness.parts()) METRICS.ready.set({ part: name }, isReady ? 1 : 0);
}

async function showDisk(folder: string): Promise<void> {
  try {
    const { sizeBytes, freeBytes } = await readDisk(folder);
    METRICS.disk.set({ state: 'size' }, sizeBytes);
    METRICS.disk.set({ state: 'free' }, freeBytes);
  } catch {
    METRICS.disk.reset();
  }
}

function showThreads(): void {
  METRICS.threads.reset();
  METRICS.threadRequests.reset();
  for (const { name: pool, threads, busy, waiting } of poolLoads()) {
    METRICS.threads.set({ pool, state: 'running' }, threads);
    METRICS.threads.set({ pool, state: 'busy' }, busy);
    METRICS.threadRequests.set({ pool }, waiting);
  }
}

function showConnections(database: Database): void {
  const connections = database.connections();
  if (connections === undefined) return;
  for (const state of ['open', 'idle', 'waiting'] as const) METRICS.connections.set({ state }, connections[state]);
}
