import type { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type AnswerCode, ANSWERS } from '../../errors/answers.ts';
import { PRODUCT } from '../../product.ts';
import type { Endpoint } from './endpoint.ts';
import { Problem } from './shapes.ts';

/** Problems that every endpoint may answer with. */
const GENERAL: readonly AnswerCode[] = [
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'TOO_MANY_GUESSES',
  'FORBIDDEN',
  'OTHER_ORIGIN',
  'NOT_LOOPBACK',
  'PACS',
  'BUSY',
  'INTERNAL',
];

const SECURITY_SCHEMES = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'LUNGTRACE_API_TOKEN; not needed while the service has none and answers to its own machine alone',
  },
  secret: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Lungtrace-Secret',
    description: 'LUNGTRACE_NOTIFICATION_SECRET',
  },
} as const;

const ALLOWED = {
  viewer: 'For every role.',
  operator: 'For the roles operator and admin.',
  admin: 'For the role admin.',
  notifier: 'For the PACS, which knows the secret.',
  open: 'For everybody.',
} as const;

/** Endpoints as an OpenAPI 3.1 document. */
export function openApiDocument(endpoints: readonly Endpoint[]) {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of endpoints)
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operation(endpoint) };
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: `${PRODUCT.name} API`,
        version: PRODUCT.version,
        description: `Segments COVID-19 lung infection in chest CT beside a PACS. ${PRODUCT.notice}`,
      },
      servers: [{ url: '/api' }],
      security: [{ token: [] }, {}],
      paths,
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    { override: asWritten },
  );
}

function operation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { summary, access = 'viewer', params, query, body, statuses = [200] } = endpoint;
  const answer = { description: summary, content: contentOf(endpoint) };
  return {
    summary,
    operationId: operationId(endpoint),
    description: ALLOWED[access],
    ...(access === 'notifier' && { security: [{ secret: [] }] }),
    ...(access === 'open' && { security: [] }),
    ...(hasFields(params, query) && { requestParams: { path: params, query } }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [status, answer] as const)),
      ...Object.fromEntries(problemsOf(endpoint).map(([status, codes]) => [status, problem(codes)])),
      default: problem(GENERAL),
    },
  };
}

function hasFields(...objects: readonly z.ZodObject[]): boolean {
  return objects.some(({ shape }) => Object.keys(shape).length > 0);
}

function contentOf({ json, media = {} }: Endpoint) {
  const others = Object.entries(media).map(([type, schema]) => [type, schema ? { schema } : {}] as const);
  return { ...(json && { 'application/json': { schema: json } }), ...Object.fromEntries(others) };
}

/** Codes of an endpoint's own problems, by status. */
function problemsOf({ missing, problems = [] }: Endpoint): [status: string, codes: readonly AnswerCode[]][] {
  const codes = [...(missing ? [missing] : []), ...problems];
  return Object.entries(Object.groupBy(codes, (code) => String(ANSWERS[code].status))).map(([status, group = []]) => [
    status,
    group,
  ]);
}

function problem(codes: readonly string[]) {
  return { description: codes.join(', '), content: { 'application/json': { schema: Problem } } };
}

/** 'get /studies/{uid}/report.pdf' -> 'getStudiesUidReportPdf'. */
function operationId({ method, path }: Endpoint): string {
  return method + (path.match(/\w+/g) ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Moments are Date in the code and text in JSON. */
function asWritten({ zodSchema, jsonSchema }: { zodSchema: { _zod: { def: { type: string } } }; jsonSchema: object }) {
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
}
