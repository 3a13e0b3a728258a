import { type ChildProcess, fork } from 'node:child_process';
import { ModelLoadError, ModelRunError, type ModelSession, type OpenSession } from '../session.ts';
import type { SessionAnswer, SessionRequest } from './run-session.ts';

/** A process that runs one model: what the model does to it, be it a crash, is all that it can do. */
export interface SessionProcess {
  /** Opens the model in the process; once. The session's runs block that process alone. */
  readonly open: OpenSession;
  /** Ends it at once, in the middle of a run as well; what is asked of it fails with ModelRunError. */
  kill(): void;
}

/**
 * Starts a process for a model. It has nothing of this one's environment, so no credentials.
 * @param script run-session.ts, or the bundle of it
 */
export function startSessionProcess(script: string): SessionProcess {
  const child = fork(script, [], {
    serialization: 'advanced',
    // What native code prints would stand among the log's lines, and may quote a row.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    env: {},
  });
  // Between two messages it must not keep the process that asks.
  child.unref();
  child.channel?.unref();
  const requests = new Requests(child);
  return {
    kill: () => void child.kill('SIGKILL'),
    open: async (model, options) => {
      for (const part of partsOf(model)) loaded(await requests.ask(part));
      loaded(await requests.ask({ kind: 'open', options }));
      return sessionOver(child, requests);
    },
  };
}

/** As much as is written within a millisecond: a file in one message would stop this process, and take its size twice. */
const PART_BYTES = 2 ** 20;

function* partsOf(model: Uint8Array): Generator<SessionRequest> {
  for (let offset = 0; offset < model.length; offset += PART_BYTES) {
    const part = model.subarray(offset, offset + PART_BYTES);
    yield { kind: 'part', part, offset, size: model.length };
  }
}

/** @throws ModelLoadError */
function loaded(answer: SessionAnswer): void {
  if (answer.kind === 'failed') throw new ModelLoadError(answer.message);
}

function sessionOver(child: ChildProcess, requests: Requests): ModelSession {
  return {
    async run(rows, n) {
      const answer = await requests.ask({ kind: 'run', rows, n });
      if (answer.kind === 'answered') return answer.output;
      throw new ModelRunError(answer.kind === 'failed' ? answer.message : 'the model was opened twice');
    },
    async release() {
      child.kill('SIGKILL');
    },
  };
}

/** Requests to a process, answered in their order; all fail once it is gone. */
class Requests {
  readonly #child: ChildProcess;
  readonly #waiting: ((answer: SessionAnswer) => void)[] = [];
  #gone: string | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (answer) => this.#settle(answer as SessionAnswer));
    child.on('error', (error) => this.#end(`its process cannot be used: ${error.message}`));
    child.once('exit', (code, signal) => this.#end(`its process ended (${signal ?? `code ${code}`})`));
  }

  ask(request: SessionRequest): Promise<SessionAnswer> {
    return new Promise((resolve) => {
      if (this.#gone !== undefined) return resolve(failed(this.#gone));
      this.#child.channel?.ref();
      // Throws where the request cannot be written; nobody waits for its answer then.
      this.#child.send(request, (error) => {
        if (error !== null) this.#end(`its process cannot be reached: ${error.message}`);
      });
      this.#waiting.push(resolve);
    });
  }

  #settle(answer: SessionAnswer): void {
    this.#waiting.shift()?.(answer);
    if (this.#waiting.length === 0) this.#child.channel?.unref();
  }

  #end(reason: string): void {
    this.#gone ??= reason;
    while (this.#waiting.length > 0) this.#settle(failed(this.#gone));
  }
}

function failed(message: string): SessionAnswer {
  return { kind: 'failed', message };
}
