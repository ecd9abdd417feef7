import { ROLES, type Role } from '../../db/roles.ts';
import type { User } from '../../db/users.ts';
import type { Caller } from '../access/caller.ts';
import { moment, words } from '../dashboard/format.ts';
import { html, type Html } from '../dashboard/html.ts';
import { wideTable } from '../dashboard/wide-table.ts';

/** A password that was just made; it is shown once. */
export interface MadePassword {
  readonly name: string;
  readonly password: string;
}

interface Said {
  readonly made?: MadePassword;
  readonly problem?: string;
}

/** The users of this service, with what an administrator may change. */
export function usersPage(users: readonly User[], caller: Caller, { made, problem }: Said): Html {
  return html`<h1>Users</h1>
    <p class="faint">
      A viewer reads; an operator also corrects, confirms and asks for analyses; an admin also keeps users and tokens.
      People who sign in at a provider are not listed: their role comes from there.
    </p>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    ${made && madeOnce(`The password of ${made.name}`, made.password, 'They change it under their name.')}
    ${users.length > 0 && userTable(users, caller)}
    <section aria-labelledby="add">
      <h2 id="add">Add a user</h2>
      <form class="inline" method="post" action="/users" autocomplete="off">
        <label>Name <input type="text" name="name" maxlength="64" required /></label>
        <label>Role ${roleSelect('viewer')}</label>
        <button>Add</button>
      </form>
      <p class="faint">
        A first password is made and shown once.
        ${caller.via === 'loopback' && 'From then on everybody signs in: take the role admin for the first user.'}
      </p>
    </section>`;
}

/** A secret that nobody can see again. */
export function madeOnce(what: string, secret: string, note: string): Html {
  return html`<div class="made" role="status">
    <p>${what} is shown only now: <code>${secret}</code></p>
    <p class="faint">${note}</p>
  </div>`;
}

/** A choice of a role. */
export function roleSelect(chosen: Role, label?: string): Html {
  return html`<select name="role" ${label && html`aria-label="${label}"`}>
    ${ROLES.map((role) => html`<option ${role === chosen && html`selected`}>${role}</option>`)}
  </select>`;
}

function userTable(users: readonly User[], caller: Caller): Html {
  return wideTable(
    { label: 'Users' },
    ['Name', 'Since', 'Role', 'Change'],
    users.map((user) => userRow(user, user.name === caller.user)),
  );
}

function userRow({ name, role, disabledAt, createdAt }: User, isOwn: boolean): Html {
  const action = `/users/${encodeURIComponent(name)}`;
  const button = (what: string, title: string): Html =>
    html`<form method="post" action="${action}">
      <button name="do" value="${what}">${title}<span class="hidden"> of ${name}</span></button>
    </form>`;
  return html`<tr>
    <th scope="row">
      ${name} ${disabledAt && html`<span class="state failed">Disabled</span>`}
      ${isOwn && html`<span class="faint">you</span>`}
    </th>
    <td>${moment(createdAt)}</td>
    <td>
      ${
        isOwn
          ? words(role)
          : html`<form class="inline" method="post" action="${action}">
              ${roleSelect(role, `Role of ${name}`)} <button name="do" value="role">Set</button>
            </form>`
      }
    </td>
    <td class="actions">
      ${!isOwn && button(disabledAt ? 'enable' : 'disable', disabledAt ? 'Enable' : 'Disable')}
      ${!isOwn && button('password', 'New password')}
    </td>
  </tr>`;
}
