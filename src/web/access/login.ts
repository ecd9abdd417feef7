import { setTimeout as delay } from 'node:timers/promises';
import express, { type Response, Router } from 'express';
import { html } from '../dashboard/html.ts';
import { page } from '../dashboard/page.ts';
import { newSession, sameText, SESSION_COOKIE, SESSION_SECONDS } from './guard.ts';
import { noStore } from './headers.ts';

/** Delay of the response to a wrong token, ms: makes guessing slow. */
const WRONG_TOKEN_DELAY = 1000;

/** Sign-in page for browsers: takes the API token once and leaves a cookie that scripts cannot read. */
export function loginRouter(apiToken: string | undefined): Router {
  const router = Router();
  router.use('/login', noStore);
  router.get('/login', (request, response) => sendForm(response, 200, returnPath(request.query['to'])));
  router.post('/login', express.urlencoded({ extended: false, limit: '4kb' }), async (request, response) => {
    const { token, to } = request.body as Record<string, unknown>;
    const destination = returnPath(to);
    if (apiToken === undefined) return response.redirect(303, destination);
    if (typeof token !== 'string' || !sameText(token.trim(), apiToken)) {
      await delay(WRONG_TOKEN_DELAY);
      return sendForm(response, 401, destination, 'This is not the API token of this service.');
    }
    setSession(response, newSession(apiToken, new Date()), SESSION_SECONDS, request.secure);
    response.redirect(303, destination);
  });
  router.post('/logout', (request, response) => {
    setSession(response, '', 0, request.secure);
    response.redirect(303, '/login');
  });
  return router;
}

function sendForm(response: Response, status: number, to: string, problem = ''): void {
  const content = html`<form class="login" method="post" action="/login">
    <h1>Sign in</h1>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <input type="hidden" name="to" value="${to}" />
    <label>
      API token
      <input type="password" name="token" autocomplete="current-password" required autofocus />
    </label>
    <p class="faint">The administrator of this service set it as LUNGTRACE_API_TOKEN.</p>
    <button>Sign in</button>
  </form>`;
  response.status(status).send(page({ title: 'Sign in', content, bare: true }));
}

function setSession(response: Response, value: string, seconds: number, secure: boolean): void {
  response.cookie(SESSION_COOKIE, value, {
    maxAge: seconds * 1000,
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/',
  });
}

/** A path of this service; anything else would redirect away from it. */
function returnPath(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && !to.startsWith('/login') ? to : '/';
}
