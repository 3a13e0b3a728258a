import { randomUUID } from 'node:crypto';
import { UserError } from '../lib/contract/errors.ts';
import { openOnnxSession } from '../lib/model/adapters/onnx-session.ts';
import { openStore } from '../lib/registry/adapters/open-store.ts';
import {
  readFinalizeConfig,
  readPrepareConfig,
  readWorkerConfig,
  type TaskConfig,
  taskEnvironment,
} from './task/config.ts';
import { endAfter } from './task/deadline.ts';
import { EXIT } from './task/exit-codes.ts';
import { finalize } from './task/finalize.ts';
import { Heartbeats } from './task/heartbeats.ts';
import { prepare } from './task/prepare.ts';
import type { TaskTools } from './task/tools.ts';
import { work } from './task/work.ts';

/**
 * What runs in the container of a training task:
 *
 *   node training/run-task.ts prepare | worker | finalize
 *
 * All else comes from the environment (TRAINING_ENV of lib/contract/environment.ts). It exits with 0 when its part
 * is done, 1 for a fault, 2 for a mistake in what was asked for, 143 when it was stopped.
 */
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => stop.abort(new Error(`the task got ${signal}`)));

type Environment = ReturnType<typeof taskEnvironment>;

/** Each answers with the exit code. */
const COMMANDS: Readonly<Record<string, (environment: Environment) => Promise<number>>> = {
  prepare: (environment) => run(readPrepareConfig(environment), prepare),
  worker: (environment) => run(readWorkerConfig(environment), work),
  finalize: (environment) => run(readFinalizeConfig(environment), finalize),
};

async function run<C extends TaskConfig>(
  config: C,
  part: (config: C, tools: TaskTools) => Promise<number>,
): Promise<number> {
  const { stage, study, runStartedAt, seconds } = config;
  if (seconds !== undefined) endAfter(seconds, { stop, giveUp: () => process.exit(EXIT.stopped) });
  const heartbeats = new Heartbeats({
    stage,
    startedAt: runStartedAt ?? new Date(),
    properties: { study, task: process.argv[2] ?? '' },
    now: () => new Date(),
    write: (line) => console.log(line),
  });
  const { signal } = stop;
  try {
    return await part(config, {
      openStore,
      openSession: openOnnxSession,
      heartbeats,
      signal,
      randomId: randomUUID,
      log,
    });
  } finally {
    heartbeats.stop();
  }
}

function log(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ at: new Date().toISOString(), ...line }));
}

try {
  const command = process.argv[2] ?? '';
  const begin = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (begin === undefined)
    throw new UserError(`there is no command "${command}"; expected ${Object.keys(COMMANDS).join(', ')}`);
  process.exitCode = await begin(taskEnvironment());
} catch (error) {
  if (stop.signal.aborted) {
    log({ message: 'the task was stopped' });
    process.exitCode = EXIT.stopped;
  } else if (error instanceof UserError) {
    console.error(`weir: ${error.message}`);
    process.exitCode = EXIT.mistake;
  } else {
    console.error(error);
    process.exitCode = EXIT.fault;
  }
}
