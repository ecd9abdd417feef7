import type { Request, RequestHandler } from 'express';
import { HttpError } from '../routes/http.ts';
import { sameText } from '../access/guard.ts';

/** Answers those who send the token of scrapers; leaves others to what follows. */
export function forScrapers(token: string | undefined, answer: RequestHandler): RequestHandler {
  return (request, response, next) => (isScraper(request, token) ? answer(request, response, next) : next());
}

/** Where nobody signs in: answers those who send the token of scrapers, or the same machine while there is none. Throws HttpError. */
export function forScrapersAlone(token: string | undefined, answer: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (!isScraper(request, token) && !(token === undefined && isFromHere(request)))
      throw new HttpError('UNAUTHORIZED', {});
    return answer(request, response, next);
  };
}

function isScraper(request: Request, token: string | undefined): boolean {
  const sent = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  return token !== undefined && sent !== undefined && sameText(sent, token);
}

function isFromHere({ socket }: Request): boolean {
  return /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(socket.remoteAddress ?? '');
}
