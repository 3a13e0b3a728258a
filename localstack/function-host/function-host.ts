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
  /** Ends the processes, those that are loading included; invocations that run are cut off. Invoking afterwards fails. */
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
  const stopping = new AbortController();
  const start = () => startSandbox(settings, onLine, stopping.signal);
  return new SandboxPool(start, settings, await start(), stopping);
}

class SandboxPool implements FunctionHost {
  readonly #start: () => Promise<Sandbox>;
  readonly #idle: Sandbox[];
  readonly #busy = new Set<Sandbox>();
  readonly #starting = new Set<Promise<Sandbox>>();
  /** How many more invocations may run, and those that wait until one may. */
  #permits: number;
  readonly #waiting: (() => void)[] = [];
  readonly #throttles: boolean;
  readonly #stopping: AbortController;

  constructor(
    start: () => Promise<Sandbox>,
    limits: Pick<FunctionSettings, 'concurrency' | 'beyondConcurrency'>,
    first: Sandbox,
    stopping: AbortController,
  ) {
    this.#start = start;
    this.#stopping = stopping;
    this.#permits = limits.concurrency;
    this.#throttles = limits.beyondConcurrency === 'throttle';
    this.#idle = [first];
  }

  get pids(): readonly number[] {
    return [...this.#idle, ...this.#busy].filter((sandbox) => sandbox.alive).map((sandbox) => sandbox.pid);
  }

  async invoke(payload: string): Promise<InvocationResult> {
    if (this.#permits === 0 && this.#throttles) return { status: 'throttled' };
    await this.#acquire();
    try {
      return this.#stopping.signal.aborted
        ? failed(STOPPED)
        : await this.#invokeIn(await this.#takeSandbox(), payload);
    } catch (error) {
      if (!(error instanceof FunctionInitError)) throw error;
      return failed(error.functionError);
    } finally {
      this.#release();
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const late = [...this.#starting].map((starting) => starting.then((sandbox) => sandbox.stop()));
    await Promise.allSettled([...late, ...[...this.#idle, ...this.#busy].map((sandbox) => sandbox.stop())]);
  }

  async #invokeIn(sandbox: Sandbox, payload: string): Promise<InvocationResult> {
    this.#busy.add(sandbox);
    const result = await sandbox.invoke(payload);
    this.#busy.delete(sandbox);
    if (sandbox.alive) this.#idle.push(sandbox);
    return result;
  }

  async #takeSandbox(): Promise<Sandbox> {
    for (let sandbox = this.#idle.pop(); sandbox; sandbox = this.#idle.pop()) {
      if (sandbox.alive) return sandbox;
    }
    const starting = this.#start();
    this.#starting.add(starting);
    return starting.finally(() => this.#starting.delete(starting));
  }

  async #acquire(): Promise<void> {
    if (this.#permits > 0) this.#permits--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#permits++;
  }
}

const STOPPED: FunctionError = { errorType: 'Host.Stopped', errorMessage: 'the function host was stopped' };

function failed(error: FunctionError): InvocationResult {
  return { status: 'failed', error };
}
