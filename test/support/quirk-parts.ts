import { type Answer, type Asked, BOUNDARY, empty, type Quirk } from './fake-archive.ts';

export type Kind = Asked['kind'];
type Element = { vr?: string; Value?: unknown[] };
export type Dataset = Record<string, Element>;

export const QUERIES: readonly Kind[] = ['studies', 'series', 'instances', 'metadata'];

/** Changes the answers of some kinds; `times` limits it to the first requests of a kind. */
export function on(
  kinds: Kind | readonly Kind[],
  change: (answer: Answer, asked: Asked) => Answer,
  times = Infinity,
): Quirk {
  const changed = [kinds].flat();
  return (asked, answer) => (changed.includes(asked.kind) && asked.before < times ? change(answer, asked) : undefined);
}

/** Several quirks, of which the first that changes anything counts. */
export function either(...quirks: readonly Quirk[]): Quirk {
  return (asked, answer, archive) => {
    for (const quirk of quirks) {
      const changed = quirk(asked, answer, archive);
      if (changed) return changed;
    }
    return undefined;
  };
}

/** Changes every dataset of an answer; undefined leaves it out. */
export function datasets(
  kinds: Kind | readonly Kind[],
  change: (dataset: Dataset, index: number) => unknown,
  times = Infinity,
) {
  return on(
    kinds,
    (answer) => {
      const all = structuredClone(answer.datasets ?? []) as Dataset[];
      return { ...answer, datasets: all.map(change).filter((one) => one !== undefined) };
    },
    times,
  );
}

export function elements(
  kinds: Kind | readonly Kind[],
  change: (element: Element, tag: string) => [string, unknown],
): Quirk {
  return datasets(kinds, (dataset) =>
    Object.fromEntries(
      Object.entries(dataset)
        .filter(([, element]) => element)
        .map(([tag, one]) => change(one, tag)),
    ),
  );
}

export function without(kinds: Kind | readonly Kind[], ...tags: readonly string[]): Quirk {
  return datasets(kinds, (dataset) =>
    Object.fromEntries(Object.entries(dataset).filter(([tag]) => !tags.includes(tag))),
  );
}

/** Nothing but a body and its type. */
export function body(status: number, text: string, contentType = ''): Answer {
  return { ...empty(status, contentType === '' ? {} : { 'content-type': contentType }), body: Buffer.from(text) };
}

export const numeric = (vr = '') => ['DS', 'IS', 'US', 'SS', 'UL', 'FD'].includes(vr);
export const coded = (coding: string, encode: (bytes: Uint8Array) => Uint8Array): Quirk => {
  return on([...QUERIES, 'instance', 'store'], (answer) => {
    const plain = answer.datasets ? Buffer.from(JSON.stringify(answer.datasets)) : answer.body;
    const type = answer.datasets ? { 'content-type': 'application/dicom+json' } : {};
    return {
      status: answer.status,
      headers: { ...answer.headers, ...type, 'content-encoding': coding },
      body: encode(plain),
    };
  });
};
export const edited = (edit: (message: Buffer) => Uint8Array, times?: number): Quirk =>
  on('instance', (answer) => ({ ...answer, body: edit(Buffer.from(answer.body)) }), times);
export const fileOf = (answer: Answer): Buffer => {
  const message = Buffer.from(answer.body);
  return message.subarray(message.indexOf('\r\n\r\n') + 4, message.lastIndexOf(`\r\n--${BOUNDARY}`));
};
export const stored = (change: (answer: Answer) => Answer): Quirk => on('store', change);
export const failed = (reason: number) => (answer: Answer) => {
  const [response] = answer.datasets as [Record<string, { Value: [object] }>];
  const item = { ...response['00081199']?.Value[0], '00081197': { vr: 'US', Value: [reason] } };
  return { ...answer, status: 409, datasets: [{ '00081198': { vr: 'SQ', Value: [item] } }] };
};
export const redirect =
  (status: number): Quirk =>
  (asked) =>
    asked.query.has('again') || asked.kind === 'studies'
      ? undefined
      : empty(status, {
          location: `/dw${asked.path}?${new URLSearchParams([...asked.query, ['again', '1']]).toString()}`,
        });
