import { type Logger, pino, stdSerializers } from 'pino';
import { traceOfLine } from './spans.ts';

/** The log, on stderr: one JSON object a line. */
export function openLog(level: string, destination: pino.DestinationStream = pino.destination(2)): Logger {
  return pino({ level, base: null, mixin: traceOfLine, serializers: { err: withoutRows } }, destination);
}

/** An error without what Postgres tells beside it, which may be the row of a patient. */
function withoutRows(error: Error) {
  return { ...stdSerializers.err(error), detail: undefined, where: undefined };
}
