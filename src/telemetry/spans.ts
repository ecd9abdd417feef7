import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { KnownError } from '../errors/known-error.ts';
import { PRODUCT } from '../product.ts';

/** Makes spans; they go nowhere unless traces are configured. */
export function tracer(): Tracer {
  return trace.getTracer(PRODUCT.name, PRODUCT.version);
}

/** Does a job as a trace of its own, whatever queued it. */
export async function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return await spanned(name, { kind: SpanKind.CONSUMER, attributes, root: true }, work);
}

/** Does a part of what is being traced. Outside of a trace it only works: what is asked every few seconds makes none. */
export async function step<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span | undefined) => T | Promise<T>,
): Promise<T> {
  return trace.getActiveSpan() === undefined ? await work(undefined) : await spanned(name, options, work);
}

/** Tells more of what is being traced. No patient, no message and no address: they may name one. */
export function tell(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/** Headers of W3C Trace Context that let the other side continue the trace; {} outside of one. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  if (trace.getActiveSpan() !== undefined) propagation.inject(context.active(), headers);
  return headers;
}

/** What leads from a line of the log to its trace. */
export function traceOfLine(): { traceId?: string } {
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return traceId === undefined ? {} : { traceId };
}

async function spanned<T>(name: string, options: SpanOptions, work: (span: Span) => T | Promise<T>): Promise<T> {
  const parent = options.root === true ? ROOT_CONTEXT : context.active();
  return await tracer().startActiveSpan(name, options, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Never the message, which may name a patient. */
function codeOf(error: unknown): string {
  if (error instanceof KnownError) return error.code;
  return error instanceof Error ? error.name : 'Error';
}
