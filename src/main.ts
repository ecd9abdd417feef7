import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { exitCodeOf } from './errors/edges.ts';
import { EXIT } from './errors/entry.ts';

/** The commands, in the order of the help. Each is loaded when it is needed: what the service needs takes a second that `analyze` does not have to wait. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  analyze: async () => (await import('./cli/analyze.ts')).analyzeCommand(),
  serve: async () => (await import('./cli/service.ts')).serveCommand(),
  worker: async () => (await import('./cli/service.ts')).workerCommand(),
  backfill: async () => (await import('./cli/service.ts')).backfillCommand(),
  migrate: async () => (await import('./cli/service.ts')).migrateCommand(),
  users: async () => (await import('./cli/users.ts')).usersCommand(),
  evaluate: async () => (await import('./cli/evaluate.ts')).evaluateCommand(),
  bench: async () => (await import('./cli/bench.ts')).benchCommand(),
  demo: async () => (await import('./cli/demo.ts')).demoCommand(),
};

/** The command line. Every command prints its result on stdout and everything else on stderr. */
async function program(): Promise<Command> {
  const made = new Command('lungtrace')
    .description('Segments COVID-19 lung infection in chest CT beside a PACS. Research use only, not for diagnosis.')
    .version(packageJson.version)
    .showHelpAfterError('(lungtrace <command> --help shows the options)');
  const asked = Object.keys(COMMANDS).filter((name) => name === process.argv[2]);
  const names = asked.length > 0 ? asked : Object.keys(COMMANDS);
  for (const name of names) made.addCommand(await COMMANDS[name]!());
  return made;
}

try {
  await throwing(await program()).parseAsync();
} catch (error) {
  process.exitCode = exitCode(error);
}

/** commander ends the process itself unless told to throw, and tells only the command it is called on. */
function throwing(command: Command): Command {
  command.exitOverride();
  command.commands.forEach(throwing);
  return command;
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  console.error(`lungtrace: ${error instanceof Error ? error.message : String(error)}`);
  return exitCodeOf(error);
}
