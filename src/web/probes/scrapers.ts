import type { Request, RequestHandler } from 'express';
import { HttpError } from '../routes/http.ts';
import { isSecret } from '../access/guard.ts';
import { Guesses } from '../access/guesses.ts';
import { bearerOf } from '../access/identify.ts';

/** Answers those who send the token of scrapers; leaves others to what follows, unless too many tokens were wrong. */
export function forScrapers(token: string | undefined, guesses: Guesses, answer: RequestHandler): RequestHandler {
  return async (request, response, next) =>
    (await isScraper(request, token, guesses)) ? answer(request, response, next) : next();
}

/** Where nobody signs in: answers those who send the token of scrapers, or the same machine while there is none. Throws HttpError. */
export function forScrapersAlone(token: string | undefined, answer: RequestHandler): RequestHandler {
  const guesses = new Guesses();
  return async (request, response, next) => {
    if (!(await isScraper(request, token, guesses)) && !(token === undefined && isFromHere(request)))
      throw new HttpError('UNAUTHORIZED', {});
    return answer(request, response, next);
  };
}

async function isScraper(request: Request, token: string | undefined, guesses: Guesses): Promise<boolean> {
  const sent = bearerOf(request);
  return token !== undefined && sent !== undefined && (await isSecret(sent, token, request, guesses));
}

function isFromHere({ socket }: Request): boolean {
  return /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(socket.remoteAddress ?? '');
}
