import type { Caller } from '../access/caller.ts';
import { factList } from '../dashboard/format.ts';
import { html, type Html } from '../dashboard/html.ts';

/** The own account; `isLocal` where its password is kept here. `problem` tells why it was not changed. */
export function accountPage({ user, role, via }: Caller, isLocal: boolean, problem = ''): Html {
  return html`<h1>Account</h1>
    ${factList([
      ['Name', user],
      ['Role', role],
    ])}
    ${problem && html`<p class="problem" role="alert">Not changed. ${problem}</p>`} ${isLocal && passwordForm(user)}
    ${
      via !== 'loopback' &&
      html`<section aria-labelledby="sessions">
        <h2 id="sessions">Sessions</h2>
        <form method="post" action="/account/sessions"><button>Sign out everywhere</button></form>
      </section>`
    }`;
}

function passwordForm(user: string): Html {
  return html`<section aria-labelledby="password">
    <h2 id="password">Password</h2>
    <form class="stacked" method="post" action="/account/password">
      <input type="hidden" name="username" autocomplete="username" value="${user}" />
      <label
        >The one you have now
        <input type="password" name="current" autocomplete="current-password" maxlength="256" required
      /></label>
      <label
        >The new one, at least 12 characters
        <input type="password" name="wanted" autocomplete="new-password" minlength="12" maxlength="256" required
      /></label>
      <button>Change password</button>
    </form>
    <p class="faint">Afterwards you sign in again, everywhere.</p>
  </section>`;
}
