import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AnswerCode, AnswerId } from '../../errors/answers.ts';
import type { DetailsOf } from '../../errors/entry.ts';
import type { ERRORS, Wording } from '../../errors/known-error.ts';
import type { Role } from '../access/caller.ts';
import type { AuditRule } from '../audit/rules.ts';
import type { ApiParts } from '../parts.ts';
import { HttpError, notFound, parsed } from '../routes/http.ts';

type Shape = Readonly<Record<string, z.ZodType>>;
type NoShape = Readonly<Record<never, never>>;

/** Read-only down to the leaves. */
type Frozen<T> = T extends Date ? T : T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** Problems whose sentence names nothing but these details. */
type ProblemOf<Details extends string> = {
  [Code in Extract<AnswerId, AnswerCode>]: [keyof DetailsOf<typeof ERRORS, Code>] extends [Details] ? Code : never;
}[Extract<AnswerId, AnswerCode>];

/** An answer that is not JSON, or has a status of its own: writes itself. */
export class Reply {
  readonly send: (response: Response) => void;

  constructor(send: (response: Response) => void) {
    this.send = send;
  }
}

/** What a request asks for, checked. */
export interface Input<P extends Shape, Q extends Shape, B extends z.ZodType> {
  readonly params: Readonly<z.output<z.ZodObject<P>>>;
  readonly query: Readonly<z.output<z.ZodObject<Q>>>;
  readonly body: Frozen<z.output<B>>;
  readonly request: Request;
}

/** Who may use an endpoint: callers of a role, who knows the secret of notifications, or everybody. */
type Access = Role | 'notifier' | 'open';

/** What the world may know of an endpoint; the OpenAPI document is made from it. */
interface Description {
  readonly method: 'get' | 'post' | 'put';
  /** Below /api, with {parameters}. */
  readonly path: string;
  /** @default 'viewer' Who may use it. */
  readonly access?: Access;
  /** What a request of it leaves in the audit. */
  readonly audit: AuditRule;
  readonly summary: string;
  /** @default [200] Statuses of answers that are not problems; the first is that of JSON. */
  readonly statuses?: readonly [number, ...number[]];
  /** Media types besides JSON, with a schema where it says more than the type. */
  readonly media?: Readonly<Record<string, z.ZodType | null>>;
  /** Problems besides the general ones and `missing`. */
  readonly problems?: readonly AnswerCode[];
}

/** One endpoint: its route with validation, its part of the OpenAPI document and the types of its clients come from here. */
export interface Definition<
  P extends Shape,
  Q extends Shape,
  B extends z.ZodType,
  J extends z.ZodType,
> extends Description {
  /** Parameters in the path; a path that does not match leads to nothing, which is `missing`. */
  readonly params?: P;
  readonly query?: Q;
  /** JSON that it takes. */
  readonly body?: B;
  /** JSON that it returns. */
  readonly json?: J;
  /** The problem for `undefined` from `handle` and for parameters that cannot exist; its sentence names only parameters. */
  readonly missing?: ProblemOf<keyof P & string>;
  /** Returns what `json` describes, or a Reply; undefined where the path leads to nothing. Throws HttpError. */
  handle(
    input: Input<P, Q, B>,
    parts: ApiParts,
  ): Promise<Frozen<z.output<J>> | Reply | undefined> | Frozen<z.output<J>> | Reply;
}

/** An endpoint that can be mounted and described. */
export interface Endpoint<B extends z.ZodType = z.ZodType, J extends z.ZodType = z.ZodType> extends Description {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: B | undefined;
  readonly json: J | undefined;
  readonly missing: AnswerCode | undefined;
  /** Answers a request. Throws HttpError 400 for input that does not match, 404 where the path leads to nothing. */
  answer(request: Request, response: Response, parts: ApiParts): Promise<void>;
}

/** Makes an endpoint of its definition. */
export function endpoint<
  P extends Shape = NoShape,
  Q extends Shape = NoShape,
  B extends z.ZodType = z.ZodUndefined,
  J extends z.ZodType = z.ZodNever,
>(definition: Definition<P, Q, B, J>): Endpoint<B, J> {
  const { body, json, missing, statuses: [status] = [200] } = definition;
  const params = z.object(definition.params ?? ({} as P));
  const query = z.object(definition.query ?? ({} as Q));
  const problemOf = (request: Request) =>
    missing ? new HttpError(...([missing, request.params] as Wording<AnswerId>)) : notFound(request);

  return {
    ...definition,
    params,
    query,
    body,
    json,
    missing,
    async answer(request, response, parts) {
      const path = params.safeParse(request.params);
      if (!path.success) throw problemOf(request);
      const input = {
        params: path.data,
        query: parsed(query, request.query),
        body: (body && parsed(body, request.body)) as Frozen<z.output<B>>,
        request,
      };
      const answer = await definition.handle(input, parts);
      if (answer === undefined) throw problemOf(request);
      if (answer instanceof Reply) answer.send(response);
      else response.status(status).json(answer);
    },
  };
}
