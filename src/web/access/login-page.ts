import type { Response } from 'express';
import { html, type Html } from '../dashboard/html.ts';
import { page } from '../dashboard/page.ts';

/** What a person can sign in with. */
export interface SignInWays {
  readonly provider: boolean;
  readonly users: boolean;
  readonly token: boolean;
}

/** Sends the sign-in page; afterwards the browser goes `to` a path of this service. `problem` tells why the last attempt failed. */
export function sendLogin(response: Response, ways: SignInWays, to: string, problem = '', status = 200): void {
  const others = ways.provider || ways.users;
  const content = html`<div class="login">
    <h1>Sign in</h1>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    ${ways.provider && html`<a class="button primary" href="/login/oidc?to=${encodeURIComponent(to)}">Sign in with your organisation's account</a>`}
    ${ways.users && passwordForm(to, !ways.provider)}
    ${ways.token && (others ? folded(tokenForm(to, false)) : tokenForm(to, true))}
    ${!others && !ways.token && html`<p>Nobody needs to sign in. <a href="${to}">Go on</a></p>`}
  </div>`;
  response.status(status).send(page({ title: 'Sign in', content, bare: true }));
}

/** What people read who have to wait, s; programs get it as a header. */
export function tooMany(response: Response, wait: number): string {
  response.set('retry-after', String(wait));
  return `Too many attempts. Try again in ${Math.ceil(wait / 60)} minutes.`;
}

function passwordForm(to: string, first: boolean): Html {
  return html`<form method="post" action="/login">
    <input type="hidden" name="to" value="${to}" />
    <label
      >User name
      <input type="text" name="name" autocomplete="username" maxlength="64" required ${first && html`autofocus`}
    /></label>
    <label
      >Password <input type="password" name="password" autocomplete="current-password" maxlength="256" required
    /></label>
    <button class="primary">Sign in</button>
  </form>`;
}

function tokenForm(to: string, first: boolean): Html {
  return html`<form method="post" action="/login">
    <input type="hidden" name="to" value="${to}" />
    <label
      >API token <input type="password" name="token" autocomplete="off" required ${first && html`autofocus`}
    /></label>
    <p class="faint">The administrator of this service set it as LUNGTRACE_API_TOKEN.</p>
    <button class="primary">Sign in</button>
  </form>`;
}

function folded(form: Html): Html {
  return html`<details>
    <summary>Sign in with the API token</summary>
    ${form}
  </details>`;
}
