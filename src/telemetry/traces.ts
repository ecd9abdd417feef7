import { setTimeout as delay } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { PRODUCT } from '../product.ts';

/** What is not sent until then is lost, so that no process waits for its collector. */
const EXPORT_MS = 4000;
const FLUSH_MS = 5000;

/**
 * Sends the spans of this process to an OpenTelemetry collector (OTLP/HTTP, JSON) in the background. Gives what ends it: spans that are
 * left are sent within five seconds. A collector that does not take them delays and fails nothing; the log says so once.
 */
export async function openTraces(url: string, log: Logger): Promise<() => Promise<void>> {
  // Loaded here, since most processes trace nothing.
  const [{ AsyncLocalStorageContextManager }, { W3CTraceContextPropagator }, { OTLPTraceExporter }, resources, sdk] =
    await Promise.all([
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/core'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace'),
    ]);
  const exporter = telling(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS }), log);
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': PRODUCT.name, 'service.version': PRODUCT.version }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, exportTimeoutMillis: FLUSH_MS })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return async () => {
    for (const api of [trace, propagation, context]) api.disable();
    await Promise.race([provider.shutdown().catch(() => {}), delay(FLUSH_MS, undefined, { ref: false })]);
  };
}

/** Says in the log when the first spans are not taken. */
function telling(exporter: SpanExporter, log: Logger): SpanExporter {
  let isTold = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined && !isTold) {
          isTold = true;
          log.warn({ err: result.error }, 'the collector of traces does not take them; this is said once');
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
