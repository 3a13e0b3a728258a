import { readConfig } from './config.ts';
import { runWeir } from './program.ts';
import { Interruption } from './terminal/interruption.ts';
import type { Cli } from './terminal/terminal.ts';

/** The process around the command line: its streams, its signals, its exit code. */

// The aws command line reads either name, the SDK the first alone.
if (!process.env.AWS_REGION && process.env.AWS_DEFAULT_REGION) {
  process.env.AWS_REGION = process.env.AWS_DEFAULT_REGION;
}

const interruption = new Interruption((code) => process.exit(code));
let listening = false;

const cli: Cli = {
  stdout: process.stdout,
  stderr: process.stderr,
  config: readConfig(process.env),
  interruption() {
    if (!listening) {
      listening = true;
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => interruption.ask(signal));
      }
    }
    return interruption.signal;
  },
};

// A reader that went away (`weir tail | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runWeir(process.argv.slice(2), cli);
