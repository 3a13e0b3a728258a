import type { FunctionError, InvocationResult, InvokableFunction } from '../event-source-mapping/ports.ts';
import { FunctionInitError, type Sandbox, startSandbox } from './sandbox.ts';
import type { FunctionSettings } from './settings.ts';
import { FUNCTION_DEFAULTS } from './settings.ts';

export { FunctionInitError } from './sandbox.ts';
export type { FunctionSettings } from './settings.ts';

/** What must be said of a function to host it; the rest has Lambda's defaults. */
export type FunctionOptions = Partial<FunctionSettings> & Pick<FunctionSettings, 'directory'>;

/** A function that runs as in Lambda: in processes of its own, restarted when one dies or takes too long. */
export interface FunctionHost extends InvokableFunction {
  /** The processes that live now. */
  readonly pids: readonly number[];
  /** Ends the processes; invocations that run are cut off. Invoking afterwards fails. */
  stop(): Promise<void>;
}

/**
 * Hosts a bundle. One process starts at once, so that a function that cannot load is noticed here; up to
 * `concurrency` start as invocations need them, and a new one in the place of each that died.
 *
 * Unlike Lambda it does not freeze a process between two invocations, and does not limit its memory.
 * @param onLine takes each line that the function prints. Default: drops them
 * @throws FunctionInitError
 */
export async function hostFunction(
  options: FunctionOptions,
  onLine: (line: string) => void = () => undefined,
): Promise<FunctionHost> {
  const settings: FunctionSettings = { ...FUNCTION_DEFAULTS, ...options };
  const idle: Sandbox[] = [await startSandbox(settings, onLine)];
  const busy = new Set<Sandbox>();
  const unready = new Set<Promise<Sandbox>>();
  const waiting: (() => void)[] = [];
  let permits = settings.concurrency;
  let stopped = false;

  async function acquire(): Promise<void> {
    if (permits > 0) permits--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else permits++;
  }

  async function takeSandbox(): Promise<Sandbox> {
    for (let sandbox = idle.pop(); sandbox; sandbox = idle.pop()) if (sandbox.alive) return sandbox;
    const starting = startSandbox(settings, onLine);
    unready.add(starting);
    return starting.finally(() => unready.delete(starting));
  }

  async function invokeIn(sandbox: Sandbox, payload: string): Promise<InvocationResult> {
    busy.add(sandbox);
    const result = await sandbox.invoke(payload);
    busy.delete(sandbox);
    if (sandbox.alive) idle.push(sandbox);
    return result;
  }

  return {
    get pids() {
      return [...idle, ...busy].filter((sandbox) => sandbox.alive).map((sandbox) => sandbox.pid);
    },
    async invoke(payload) {
      await acquire();
      try {
        return stopped ? failed(STOPPED) : await invokeIn(await takeSandbox(), payload);
      } catch (error) {
        if (!(error instanceof FunctionInitError)) throw error;
        return failed(error.functionError);
      } finally {
        release();
      }
    },
    async stop() {
      stopped = true;
      const late = [...unready].map((starting) => starting.then((sandbox) => sandbox.stop()));
      await Promise.allSettled([...late, ...[...idle, ...busy].map((sandbox) => sandbox.stop())]);
    },
  };
}

const STOPPED: FunctionError = { errorType: 'Host.Stopped', errorMessage: 'the function host was stopped' };

function failed(error: FunctionError): InvocationResult {
  return { status: 'failed', error };
}
