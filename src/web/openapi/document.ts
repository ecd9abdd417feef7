import { z } from 'zod';
import { PRODUCT } from '../../product.ts';
import { type Operation, OPERATIONS } from './operations.ts';
import { type SchemaName, SCHEMAS } from './schemas.ts';

type Json = Record<string, unknown>;

/** The API as an OpenAPI 3.1 document. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: `${PRODUCT.name} API`,
      version: PRODUCT.version,
      description: `Segments COVID-19 lung infection in chest CT beside a PACS. ${PRODUCT.notice}`,
    },
    servers: [{ url: '/api' }],
    security: [{ token: [] }, {}],
    paths: paths(),
    components: {
      schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, jsonSchema(schema)])),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'LUNGTRACE_API_TOKEN; not needed while the service has none and answers to its own machine alone',
        },
      },
    },
  };
}

function paths(): Json {
  const found: Record<string, Json> = {};
  for (const operation of OPERATIONS) (found[operation.path] ??= {})[operation.method] = described(operation);
  return found;
}

function described({
  summary,
  parameters,
  body,
  status = 200,
  answers,
  problems = {},
  open,
  ...named
}: Operation): Json {
  const content = Object.entries(answers).map(([media, schema]) => [
    media,
    schema ? { schema: reference(schema) } : {},
  ]);
  return {
    summary,
    operationId: operationId(named),
    ...(open && { security: [] }),
    ...(parameters && { parameters: parameters.map((one) => ({ ...one, required: one.in === 'path' })) }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: reference(body) } } } }),
    responses: {
      [status]: { description: summary, content: Object.fromEntries(content) },
      ...Object.fromEntries(Object.entries(problems).map(([code, codes]) => [code, problem(codes)])),
      default: problem('BAD_REQUEST, UNAUTHORIZED, OTHER_ORIGIN, NOT_LOOPBACK, PACS, INTERNAL'),
    },
  };
}

function problem(codes: string): Json {
  return { description: codes, content: { 'application/json': { schema: reference('Problem') } } };
}

function reference(schema: SchemaName): Json {
  return { $ref: `#/components/schemas/${schema}` };
}

/** 'get /studies/{uid}/report.pdf' -> 'getStudiesUidReportPdf'. */
function operationId({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return method + (path.match(/\w+/g) ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function jsonSchema(schema: z.ZodType): Json {
  return Object.fromEntries(Object.entries(z.toJSONSchema(schema)).filter(([keyword]) => keyword !== '$schema'));
}
