import { once } from 'node:events';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Command, Option } from 'commander';
import { loadConfig } from '../config.ts';
import { connect } from '../db/connect.ts';
import { appendAudit } from '../db/audit.ts';
import type { Database, Queryable } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { type Role, ROLES } from '../db/roles.ts';
import { changeUser, readUsers } from '../db/users.ts';
import { knownUser, makeUser, setPassword } from '../service/people/accounts.ts';

const PASSWORD = 'The password is asked for on the terminal, or read from stdin.';

/** `lungtrace users`: who may use the service; the way in when nobody can sign in any more. */
export function usersCommand(): Command {
  return new Command('users')
    .description('adds and changes people who may use the service; the embedded database needs the server stopped')
    .addCommand(
      new Command('add')
        .description(`adds a user. ${PASSWORD}`)
        .argument('<name>')
        .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
        .action(async (name: string, { role }: { role: Role }) => {
          const password = await askPassword();
          await changing(name, { added: true, role }, (database) => makeUser(database, { name, role, password }));
          console.log(`${name} is ${role}`);
        }),
    )
    .addCommand(
      new Command('password')
        .description(`gives a user another password and signs them out. ${PASSWORD}`)
        .argument('<name>')
        .action(async (name: string) => {
          const password = await askPassword();
          await changing(name, { change: 'password' }, async (database) =>
            setPassword(database, await knownUser(database, name), password),
          );
          console.log(`${name} has another password`);
        }),
    )
    .addCommand(switchCommand('disable', true, 'signs a user out and lets them in no more'))
    .addCommand(switchCommand('enable', false, 'lets a disabled user in again'))
    .addCommand(
      new Command('list').description('lists the users').action(async () => {
        for (const { name, role, disabledAt } of await withDatabase(readUsers))
          console.log(`${name}\t${role}${disabledAt ? '\tdisabled' : ''}`);
      }),
    );
}

function switchCommand(command: 'disable' | 'enable', disabled: boolean, words: string): Command {
  return new Command(command)
    .description(words)
    .argument('<name>')
    .action(async (name: string) => {
      await changing(name, { change: command }, async (database) =>
        changeUser(database, (await knownUser(database, name)).id, { disabled }),
      );
      console.log(`${name} is ${command}d`);
    });
}

/** Changes a user, together with its entry in the audit, where whoever runs the command is named as the system knows them. */
async function changing(
  object: string,
  details: Readonly<Record<string, string | boolean>>,
  work: (database: Queryable) => Promise<unknown>,
): Promise<void> {
  const by = { user: `command:${userInfo().username}`, via: 'application', address: '' };
  await withDatabase((database) =>
    database.transaction(async (tx) => {
      await work(tx);
      await appendAudit(tx, { event: 'user-changed', by, object, details });
    }),
  );
}

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await connect(loadConfig());
  try {
    await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
}

/** A password is never an argument: other people of the machine can read those. It is not shown while it is typed. */
async function askPassword(): Promise<string> {
  const { stdin, stderr } = process;
  if (stdin.isTTY) stderr.write('Password: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY });
  const [line = ''] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
  lines.close();
  if (stdin.isTTY) stderr.write('\n');
  return line;
}
