import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { commandOf, environmentOf, noCapacity, type RunTask, spotInterrupted, taskFailed } from './ecs.ts';
import type { Integrations, Message } from './execution.ts';
import { Fates, type Misfortunes, nameOf } from './misfortunes.ts';

const ENTRY = join(import.meta.dirname, '../../../../training/run-task.ts');

export interface LocalTasksOptions {
  readonly misfortunes: Misfortunes;
  /** By the task definition's name. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** How the processes reach S3. */
  readonly s3: Readonly<Record<string, string>>;
}

/** A line of a task's log. */
export interface LogLine {
  /** "worker 2". */
  readonly task: string;
  readonly text: string;
}

/** ecs:runTask.sync by processes of this machine: the container's entry with the environment that ECS would give. */
export class LocalTasks implements Integrations {
  readonly messages: Message[] = [];
  readonly fates: Fates;
  readonly log: LogLine[] = [];
  /** "worker 2: 143", in the order of their ends. */
  readonly exits: string[] = [];
  readonly #options: LocalTasksOptions;

  constructor(options: LocalTasksOptions) {
    this.#options = options;
    this.fates = new Fates(options.misfortunes);
  }

  runTask = async (task: RunTask): Promise<unknown> => {
    const fate = this.fates.next(task);
    if (fate === 'no-capacity') throw noCapacity();
    const child = this.#start(task);
    const watched = this.#watch(child, nameOf(task), (line) => {
      // Its first line comes before any work; a stop in the middle of a trial is what Spot does.
      if (fate === 'crash') child.kill('SIGKILL');
      if (fate === 'spot' && /trial \d+ begins/.test(line)) child.kill('SIGTERM');
    });
    const exitCode = await watched;
    this.exits.push(`${nameOf(task)}: ${exitCode}`);
    if (fate === 'spot') throw spotInterrupted(exitCode);
    if (exitCode !== 0) throw taskFailed(exitCode);
    return { LastStatus: 'STOPPED', Containers: [{ Name: 'training', ExitCode: exitCode }] };
  };

  publish = async (message: Message): Promise<unknown> => {
    this.messages.push(message);
    return { MessageId: String(this.messages.length) };
  };

  #start(task: RunTask): ChildProcess {
    const { environments, s3 } = this.#options;
    const definition = environments[task.TaskDefinition];
    if (definition === undefined) throw new Error(`there is no task definition ${task.TaskDefinition}`);
    return spawn(process.execPath, [ENTRY, commandOf(task)], {
      env: { PATH: process.env.PATH, ...s3, ...definition, ...environmentOf(task), WEIR_THREADS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** @returns the exit code, of a killed process as a container has it: 128 and the signal's number */
  async #watch(child: ChildProcess, task: string, onLine: (line: string) => void): Promise<number> {
    for (const stream of [child.stdout!, child.stderr!])
      createInterface({ input: stream }).on('line', (text) => {
        this.log.push({ task, text });
        onLine(text);
      });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return code ?? (signal === 'SIGKILL' ? 137 : 143);
  }
}
