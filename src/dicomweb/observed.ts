import { SpanKind } from '@opentelemetry/api';
import { METRICS } from '../telemetry/metrics.ts';
import { step, traceHeaders } from '../telemetry/spans.ts';

interface Message {
  readonly method: string;
  readonly url: string;
}

/** Counts a request to the archive and the time until it is answered, and traces it: `headers` let the archive continue the trace. */
export async function observed<T extends { readonly status: number }>(
  message: Message,
  send: (headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const kind = kindOf(message);
  const attributes = { 'http.request.method': message.method };
  return await step(`archive ${kind}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const end = METRICS.archive.startTimer({ kind });
    try {
      const response = await send(traceHeaders());
      end({ status: response.status });
      span?.setAttribute('http.response.status_code', response.status);
      return response;
    } catch (error) {
      end({ status: 'none' });
      throw error;
    }
  });
}

/** Last words of addresses of QIDO-RS and WADO-RS (PS3.18 10.4, 10.6) and of Orthanc's REST API. */
const WORDS = ['studies', 'series', 'instances', 'metadata', 'rendered', 'thumbnail', 'frames', 'bulkdata', 'changes'];

/** What is asked for, in one of a few words: `instance` is one object, `store` is STOW-RS. */
function kindOf({ method, url }: Message): string {
  if (method === 'POST') return 'store';
  const words = url.replace(/\?.*$/s, '').split('/');
  const last = words.at(-1) ?? '';
  if (WORDS.includes(last)) return last;
  const above = words.at(-2) ?? '';
  return above === 'instances' ? 'instance' : WORDS.includes(above) ? above : 'other';
}
