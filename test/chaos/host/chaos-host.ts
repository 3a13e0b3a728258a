import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describeExit } from '../../../localstack/child-process/managed-child.ts';
import type { HostCounts, HostMessage, HostSettings } from './host-contract.ts';

const SCRIPT = fileURLToPath(new URL('./host-process.ts', import.meta.url));

/** How long a host may take until records flow: its function loads under the same weather. */
const START_MS = 60_000;

/** A host process, and those that follow it: killed without a warning, each starts from the last one's checkpoints. */
export class ChaosHost {
  readonly #settings: HostSettings;
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #expectedEnd = false;
  #status: Extract<HostMessage, { type: 'status' }> | undefined;
  #past: HostCounts = NOTHING;
  /** What the present host printed: nothing, unless something is wrong. */
  #output = '';

  constructor(settings: HostSettings, environment: NodeJS.ProcessEnv) {
    this.#settings = settings;
    this.#environment = environment;
  }

  /** Of all hosts so far. */
  get counts(): HostCounts {
    return sum(this.#past, this.#status?.counts ?? NOTHING);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** As the host last said. */
  get functionPids(): readonly number[] {
    return this.#status?.functionPids ?? [];
  }

  /** Why it ended by itself, once it has: a fault of the host. */
  get fault(): string | undefined {
    const child = this.#child;
    if (this.#expectedEnd || child === undefined) return undefined;
    if (child.exitCode === null && child.signalCode === null) return undefined;
    const exit = { code: child.exitCode ?? undefined, signal: child.signalCode ?? undefined };
    return `the host ended by itself with ${describeExit(exit)}: ${this.#output}`;
  }

  /** Resolves when records flow. */
  async start(): Promise<void> {
    this.#expectedEnd = false;
    this.#output = '';
    const child = fork(SCRIPT, [JSON.stringify(this.#settings)], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#child = child;
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (text) => {
        this.#output = `${this.#output}${text}`.slice(-4_000);
      });
    child.on('message', (message: HostMessage) => {
      if (message.type === 'status') this.#status = message;
    });
    const { promise: ended, reject } = Promise.withResolvers<never>();
    child.once('exit', () => reject(new Error(this.fault ?? 'the host was killed while it started')));
    ended.catch(() => undefined);
    await Promise.race([nextMessage(child, 'ready', AbortSignal.timeout(START_MS)), ended]);
  }

  /** Kills the host with SIGKILL: its function's processes end with it. */
  async kill(): Promise<void> {
    this.#expectedEnd = true;
    const child = this.#child;
    this.#past = this.counts;
    this.#status = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Kills one of the function's processes with SIGKILL. @returns false when none runs */
  async crash(chance: number): Promise<boolean> {
    const child = this.#child!;
    const answer = nextMessage(child, 'crashed', AbortSignal.timeout(START_MS));
    child.send({ type: 'crash', chance });
    return (await answer).pid !== undefined;
  }
}

const NOTHING: HostCounts = { invoked: 0, failed: 0, partial: 0, bisected: 0, discarded: 0 };

function sum(a: HostCounts, b: HostCounts): HostCounts {
  return {
    invoked: a.invoked + b.invoked,
    failed: a.failed + b.failed,
    partial: a.partial + b.partial,
    bisected: a.bisected + b.bisected,
    discarded: a.discarded + b.discarded,
  };
}

function nextMessage<T extends HostMessage['type']>(
  child: ChildProcess,
  type: T,
  signal: AbortSignal,
): Promise<Extract<HostMessage, { type: T }>> {
  const { promise, resolve, reject } = Promise.withResolvers<Extract<HostMessage, { type: T }>>();
  const take = (message: HostMessage) => {
    if (message.type === type) resolve(message as Extract<HostMessage, { type: T }>);
  };
  const give = () => reject(new Error(`the host did not say "${type}" in time`));
  child.on('message', take);
  signal.addEventListener('abort', give, { once: true });
  return promise.finally(() => {
    child.off('message', take);
    signal.removeEventListener('abort', give);
  });
}
