import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Express } from 'express';
import request from 'supertest';
import type { z } from 'zod';
import { ENDPOINTS } from '../../src/web/api.ts';
import { openApiDocument } from '../../src/web/endpoints/document.ts';
import { Problem } from '../../src/web/endpoints/shapes.ts';

/** The API as it is published: what another program reads. */
export const PUBLISHED = JSON.parse(JSON.stringify(openApiDocument(ENDPOINTS))) as PublishedDocument;

export interface PublishedOperation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { description: string; content: Record<string, object> }>>;
}
interface PublishedDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, PublishedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** Strict: a keyword that nobody knows is an error. What formats say (dates, for example) is checked by our own schemas. */
export const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, validateFormats: false });
// What is published is no schema itself, but has them in it.
ajv.addVocabulary(Object.keys(PUBLISHED)).addSchema(PUBLISHED, 'api', true);

/** Codes of problems of requests that reach no endpoint. */
const OUTSIDE = ['NOT_FOUND', 'UNAUTHORIZED', 'OTHER_ORIGIN', 'NOT_LOOPBACK'];

/**
 * A client of the app that holds every answer below /api against what is published of it: status, media type, JSON, and the
 * code of a problem. What does not hold is added to `broken`.
 */
export function strictClient(app: Express, broken: string[]) {
  return request.agent(app).use((asked: request.Test) =>
    asked.on('response', (answer: request.Response) => {
      const path = new URL(asked.url).pathname;
      if (!path.startsWith('/api/')) return;
      broken.push(...faults(asked.method.toLowerCase(), path.slice('/api'.length), answer));
    }),
  );
}

function faults(method: string, path: string, { status, type, body }: request.Response): string[] {
  const endpoint = ENDPOINTS.find((one) => one.method === method && patternOf(one.path).test(path));
  const where = `${method} ${path} ${status} ${type}`;
  if (endpoint === undefined) {
    const { data } = Problem.safeParse(body);
    return data && OUTSIDE.includes(data.error.code) ? [] : [`${where}: ${JSON.stringify(body)}`];
  }
  const { responses } = PUBLISHED.paths[endpoint.path]![method]!;
  const key = status in responses || status < 400 ? String(status) : 'default';
  const content = responses[key]?.content[type];
  if (content === undefined) return [`${where} is not described`];
  if (type !== 'application/json') return [];
  const isProblem = status >= 400 && !endpoint.statuses?.includes(status);
  const found = jsonFaults(
    isProblem ? Problem : endpoint.json!,
    body,
    pointer('paths', endpoint.path, method, 'responses', key, 'content', type, 'schema'),
  );
  if (isProblem && !responses[key]!.description.includes((body as z.input<typeof Problem>).error.code))
    found.push('unknown code');
  return found.map((fault) => `${where}: ${fault}`);
}

/** The published schema is made from ours: another program must read JSON in the same way. */
function jsonFaults(schema: z.ZodType, body: unknown, published: string): string[] {
  const isAsPublished = ajv.getSchema(`api#${published}`)!;
  const { error } = schema.safeParse(body);
  return [...(error ? [error.message] : []), ...(isAsPublished(body) ? [] : [ajv.errorsText(isAsPublished.errors)])];
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}

/** RFC 6901, in a fragment of a URI. */
function pointer(...keys: readonly string[]): string {
  return keys.map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
}
