import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ended, startWeir, type WeirRun, type WeirScene } from '../../bin/support/run-weir.ts';

interface Ready {
  readonly kinesis: string;
  readonly model: string;
  readonly console: string | null;
}

/** `npm start` with a home, ports and a console of its own. */
export class WatchedStack {
  readonly #children = new Map<ChildProcess, Promise<WeirRun>>();
  readonly #scene: { readonly home: string; readonly environment: Record<string, string> };
  readonly #up: ChildProcess;

  /** Starts it. */
  constructor(home: string) {
    const data = process.env.WEIR_DATA;
    this.#scene = { home, environment: data === undefined ? {} : { WEIR_DATA: data } };
    this.#up = this.#start(['up', '--port', '0', '--console-port', '0', '--json'], this.#scene);
  }

  /** Resolves when it serves a champion, trained first when there is none. @returns host:port of /metrics */
  async ready(): Promise<{ readonly model: string; readonly console: string }> {
    for await (const line of createInterface({ input: this.#up.stdout! })) {
      if (!line.startsWith('{"ready":')) continue;
      const { kinesis, model, console } = JSON.parse(line) as Ready;
      if (console === null) break;
      this.#scene.environment.AWS_ENDPOINT_URL = kinesis;
      return { model, console: new URL(console).host };
    }
    await this.stop();
    throw new Error('the stack does not serve its metrics');
  }

  /** Runs a command line against it. */
  run(...args: readonly string[]): Promise<WeirRun> {
    return this.#children.get(this.#start(args, this.#scene))!;
  }

  /** Ends it, and what was run against it and is not over. */
  async stop(): Promise<void> {
    const running = [...this.#children];
    for (const [child] of running.reverse()) child.kill('SIGINT');
    await Promise.all(running.map(([, end]) => end));
  }

  #start(args: readonly string[], scene: WeirScene): ChildProcess {
    const child = startWeir(args, scene);
    const end = ended(child).finally(() => this.#children.delete(child));
    this.#children.set(child, end);
    return child;
  }
}
