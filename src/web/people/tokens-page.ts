import type { ApiToken } from '../../db/tokens.ts';
import { moment, NOT_KNOWN } from '../dashboard/format.ts';
import { html, type Html } from '../dashboard/html.ts';
import { madeOnce, roleSelect } from './users-page.ts';
import { wideTable } from '../dashboard/wide-table.ts';

/** A token that was just made; it is shown once. */
export interface MadeToken {
  readonly name: string;
  readonly token: string;
}

interface Said {
  readonly made?: MadeToken;
  readonly problem?: string;
}

/** The tokens of programs, with what an administrator may change. */
export function tokensPage(tokens: readonly ApiToken[], now: Date, { made, problem }: Said): Html {
  return html`<h1>API tokens</h1>
    <p class="faint">
      A program sends its token as <code>Authorization: Bearer …</code> and may do what its role allows.
    </p>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    ${made && madeOnce(`The token ${made.name}`, made.token, 'Only its hash is kept here.')}
    ${tokens.length > 0 && tokenTable(tokens, now)}
    <section aria-labelledby="add">
      <h2 id="add">Make a token</h2>
      <form class="inline" method="post" action="/tokens" autocomplete="off">
        <label
          >Name <input type="text" name="name" maxlength="64" pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*" required
        /></label>
        <label>Role ${roleSelect('viewer')}</label>
        <label>Days <input type="number" name="days" min="1" max="3650" value="365" required /></label>
        <button>Make</button>
      </form>
    </section>`;
}

function tokenTable(tokens: readonly ApiToken[], now: Date): Html {
  return wideTable(
    { label: 'API tokens' },
    ['Name', 'Role', 'Made', 'Last used', 'Ends', html`<span class="hidden">Change</span>`],
    tokens.map((token) => tokenRow(token, now)),
  );
}

function tokenRow({ id, name, role, createdBy, createdAt, usedAt, expiresAt, revokedAt }: ApiToken, now: Date): Html {
  const isOver = expiresAt <= now;
  return html`<tr>
    <th scope="row">
      ${name} ${revokedAt && html`<span class="state failed">Revoked</span>`}
      ${!revokedAt && isOver && html`<span class="state refused">Over</span>`}
    </th>
    <td>${role}</td>
    <td>${moment(createdAt)} <span class="faint">by ${createdBy}</span></td>
    <td>${usedAt ? moment(usedAt) : NOT_KNOWN}</td>
    <td>${moment(expiresAt)}</td>
    <td class="actions">
      ${
        !revokedAt &&
        !isOver &&
        html`<form method="post" action="/tokens/${id}/revoke">
          <button>Revoke<span class="hidden"> ${name}</span></button>
        </form>`
      }
    </td>
  </tr>`;
}
