import { readConfig } from './config.ts';
import { runWeir } from './program.ts';
import { type Cli, Interrupted, type StopSignal } from './terminal/terminal.ts';

/** The process around the command line: its streams, its signals, its exit code. */

// The aws command line reads either name, the SDK the first alone.
if (!process.env.AWS_REGION && process.env.AWS_DEFAULT_REGION) {
  process.env.AWS_REGION = process.env.AWS_DEFAULT_REGION;
}

const controller = new AbortController();
let listening = false;

/** The first Ctrl-C asks the command to stop, the second one ends the process. */
function interrupt(signal: StopSignal): void {
  const reason = new Interrupted(signal);
  if (controller.signal.aborted) process.exit(reason.exitCode);
  controller.abort(reason);
}

const cli: Cli = {
  stdout: process.stdout,
  stderr: process.stderr,
  config: readConfig(process.env),
  interruption() {
    if (!listening) {
      listening = true;
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => interrupt(signal));
      }
    }
    return controller.signal;
  },
};

// A reader that went away (`weir tail | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runWeir(process.argv.slice(2), cli);
