import { constants } from 'node:os';
import { endCommands } from './command.ts';

/**
 * Ctrl-C, SIGTERM or SIGHUP end the commands that run, say what is left, and exit with 130, 143 or 129.
 * @param left one line
 */
export function exitOnSignals(left: () => string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, async () => {
      interrupted = true;
      await endCommands();
      console.error(`weir: interrupted by ${signal}; ${left()}`);
      process.exit(128 + constants.signals[signal]);
    });
}

let interrupted = false;

/** Whether a failure is only that of a command that was ended so. */
export function isInterrupted(): boolean {
  return interrupted;
}
