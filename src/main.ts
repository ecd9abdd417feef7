import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { analyzeCommand } from './cli/analyze.ts';
import { benchCommand } from './cli/bench.ts';
import { demoCommand } from './cli/demo.ts';
import { evaluateCommand } from './cli/evaluate.ts';
import { usersCommand } from './cli/users.ts';
import { backfillCommand, migrateCommand, serveCommand, workerCommand } from './cli/service.ts';
import { exitCodeOf } from './errors/edges.ts';
import { EXIT } from './errors/entry.ts';

/** The command line. Every command prints its result on stdout and everything else on stderr. */
function program(): Command {
  return new Command('lungtrace')
    .description('Segments COVID-19 lung infection in chest CT beside a PACS. Research use only, not for diagnosis.')
    .version(packageJson.version)
    .showHelpAfterError('(lungtrace <command> --help shows the options)')
    .addCommand(analyzeCommand())
    .addCommand(serveCommand())
    .addCommand(workerCommand())
    .addCommand(backfillCommand())
    .addCommand(migrateCommand())
    .addCommand(usersCommand())
    .addCommand(evaluateCommand())
    .addCommand(benchCommand())
    .addCommand(demoCommand());
}

try {
  await throwing(program()).parseAsync();
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
