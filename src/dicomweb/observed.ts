import { METRICS } from '../telemetry/metrics.ts';

interface Message {
  readonly method: string;
  readonly url: string;
}

/** Counts a request to the archive and the time until it is answered. */
export async function observed<T extends { readonly status: number }>(
  message: Message,
  send: () => Promise<T>,
): Promise<T> {
  const end = METRICS.archive.startTimer({ kind: kindOf(message) });
  try {
    const response = await send();
    end({ status: response.status });
    return response;
  } catch (error) {
    end({ status: 'none' });
    throw error;
  }
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
