import type { z } from 'zod';
import { HttpError } from './http-error.ts';

/** What a caller sent, checked; throws HttpError 400 that names the first wrong field. */
export function parsed<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new HttpError(400, 'BAD_REQUEST', `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'is wrong'}`);
}
