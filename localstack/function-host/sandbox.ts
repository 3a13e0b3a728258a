import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describeExit, type ManagedChild, startChild } from '../child-process/managed-child.ts';
import type { FunctionError, InvocationResult } from '../event-source-mapping/ports.ts';
import { type RuntimeApi, serveRuntimeApi } from './runtime-api.ts';
import { type FunctionSettings, functionArn, functionEnvironment, type RuntimeProgram } from './settings.ts';

/** One execution environment: a child process that serves one invocation at a time. */
export interface Sandbox {
  readonly pid: number;
  /** False once the process has ended or was killed: it serves nothing any more. */
  readonly alive: boolean;
  invoke(payload: string): Promise<InvocationResult>;
  /** Ends the process; an invocation that runs is cut off and fails. */
  stop(): Promise<void>;
}

const BOOTSTRAP: RuntimeProgram = {
  script: fileURLToPath(new URL('./bootstrap-child.ts', import.meta.url)),
  preload: [],
};

/** What Lambda gives a runtime between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 500;

/**
 * Starts a child and waits until it has loaded the function.
 * @param onLine takes each line that the function prints
 * @param stopping aborts: a child that is still loading is killed, and this rejects
 * @throws FunctionInitError
 */
export async function startSandbox(
  settings: FunctionSettings,
  onLine: (line: string) => void,
  stopping: AbortSignal,
): Promise<Sandbox> {
  const api = await serveRuntimeApi();
  const child = startChild({
    ...(settings.runtime ?? BOOTSTRAP),
    environment: functionEnvironment(settings, api.address),
    workingDirectory: settings.directory,
    onLine,
  });
  const gone = child.exited.then((exit) => exitError(describeExit(exit)));
  let serves = true;
  void gone.finally(() => api.close());

  const initError = await unlessStopping(child, stopping, () =>
    within(settings.initTimeoutSeconds, [api.initialised, gone], initTimeout(settings)),
  );
  if (initError !== undefined) {
    await child.kill();
    throw new FunctionInitError(settings, initError);
  }
  return {
    pid: child.pid,
    get alive() {
      return serves && child.running;
    },
    async invoke(payload) {
      const result = await invokeWithin(api, settings, payload, gone);
      if (result.status === 'failed' && result.error.errorType === TIMED_OUT) {
        serves = false;
        await child.kill();
      }
      return result;
    },
    async stop() {
      serves = false;
      await child.terminate(STOP_GRACE_MS);
    },
  };
}

/** Kills the child when the signal aborts before the work is done. */
async function unlessStopping<T>(
  child: ManagedChild,
  stopping: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const cutOff = () => void child.kill();
  if (stopping.aborted) cutOff();
  stopping.addEventListener('abort', cutOff, { once: true });
  return work().finally(() => stopping.removeEventListener('abort', cutOff));
}

async function invokeWithin(
  api: RuntimeApi,
  settings: FunctionSettings,
  payload: string,
  gone: Promise<FunctionError>,
): Promise<InvocationResult> {
  const requestId = randomUUID();
  const deadlineMs = Date.now() + settings.timeoutSeconds * 1000;
  const answer = api.run({ requestId, payload, deadlineMs, functionArn: functionArn(settings) });
  const crash = gone.then((error): InvocationResult => ({ status: 'failed', error }));
  const timeout: FunctionError = {
    errorType: TIMED_OUT,
    errorMessage: `${requestId} Error: Task timed out after ${settings.timeoutSeconds.toFixed(2)} seconds`,
  };
  return within(settings.timeoutSeconds, [answer, crash], { status: 'failed', error: timeout });
}

const TIMED_OUT = 'Sandbox.Timedout';

function initTimeout(settings: FunctionSettings): FunctionError {
  const errorMessage = `the function did not load within ${settings.initTimeoutSeconds} s`;
  return { errorType: TIMED_OUT, errorMessage };
}

function exitError(exit: string): FunctionError {
  return { errorType: 'Runtime.ExitError', errorMessage: `Error: Runtime exited with ${exit}` };
}

/** The first of the promises, or `late` when none settles in time. */
async function within<T>(seconds: number, promises: readonly Promise<T>[], late: T): Promise<T> {
  const { promise: timeout, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(resolve, seconds * 1000, late);
  return Promise.race([...promises, timeout]).finally(() => clearTimeout(timer));
}

/** The function could not be loaded: its code threw at the top, or has no such handler. */
export class FunctionInitError extends Error {
  override readonly name = 'FunctionInitError';
  readonly functionError: FunctionError;

  constructor(settings: FunctionSettings, error: FunctionError) {
    const trace = error.trace?.slice(0, 5).join('\n') ?? '';
    super(
      `the function of ${settings.directory} did not load: ${error.errorType}: ${error.errorMessage}\n${trace}`,
    );
    this.functionError = error;
  }
}
