import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { registerAlarms } from './commands/alarms.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDrift } from './commands/drift.ts';
import { registerGate } from './commands/gate.ts';
import { registerInvoke } from './commands/invoke.ts';
import { registerLabel } from './commands/label.ts';
import { registerLoad } from './commands/load.ts';
import { registerModels } from './commands/models.ts';
import { registerPlan } from './commands/plan.ts';
import { registerPromote } from './commands/promote.ts';
import { registerPublish } from './commands/publish.ts';
import { registerQuarantine } from './commands/quarantine.ts';
import { registerReplay } from './commands/replay.ts';
import { registerRollback } from './commands/rollback.ts';
import { registerSend } from './commands/send.ts';
import { registerStudy } from './commands/study.ts';
import { registerTail } from './commands/tail.ts';
import { registerTrain } from './commands/train.ts';
import { registerUp } from './commands/up.ts';
import { EXIT, exitCodeOf, explain } from './terminal/faults.ts';
import type { Cli } from './terminal/terminal.ts';

const COMMANDS = [
  registerUp,
  registerDemo,
  registerTrain,
  registerStudy,
  registerPublish,
  registerModels,
  registerGate,
  registerPromote,
  registerRollback,
  registerSend,
  registerTail,
  registerInvoke,
  registerLoad,
  registerQuarantine,
  registerReplay,
  registerDrift,
  registerLabel,
  registerAlarms,
  registerPlan,
] as const;

/**
 * Runs one command line.
 * @param args without the program's own name
 * @returns the exit code: 0, 1 for a fault, 2 for a mistake of the user, 130 for Ctrl-C
 */
export async function runWeir(args: readonly string[], cli: Cli): Promise<number> {
  try {
    await createProgram(cli).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (thrown) {
    const text = explain(thrown, { stack: cli.config.debug });
    if (text !== '') cli.stderr.write(`${text}\n`);
    return exitCodeOf(thrown);
  }
}

function createProgram(cli: Cli): Command {
  const program = new Command('weir')
    .description('Streaming inference: a record goes in on one stream, a prediction comes out on another.')
    .version(projectVersion(), '-v, --version', 'the version of weir')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.stdout.write(text),
      writeErr: (text) => cli.stderr.write(text),
      getOutHelpWidth: () => cli.stdout.columns ?? 100,
      getErrHelpWidth: () => cli.stderr.columns ?? 100,
    })
    .showHelpAfterError('Add --help to see what is expected.')
    .addHelpText('after', EPILOGUE);
  for (const register of COMMANDS) register(program, cli);
  return program;
}

function projectVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

const EPILOGUE = `
Start here:
  $ weir demo            trains where needed, streams 980 wines, checks every prediction
  $ weir up              the local stack, until Ctrl-C

Exit codes: 0 done, 1 a fault, 2 a mistake in the command, 130 stopped by Ctrl-C.
WEIR_DEBUG=1 adds the stack to faults.`;
