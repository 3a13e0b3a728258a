import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../lib/contract/errors.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import type { Parameters } from '../../space/distribution.ts';
import type { FitOptions, TrainingRows } from '../../trainers/trainer.ts';
import type { TrialModel, TrialTrainer } from '../trial-trainer.ts';
import { graphAnswers } from './graph-answers.ts';
import { DIRECTORY_PREFIX, lastWords } from './last-words.ts';
import { readProgramModel, readProgramResult } from './program-result.ts';
import { ProgressFile, type ProgressStep } from './progress-file.ts';
import { type CommandEnd, runCommand } from './run-command.ts';
import type { ProgramSpecification } from './specification.ts';
import { TRIAL_FILES, writeTrial } from './trial-files.ts';

/** A family whose models a program fits: see docs/trainers.md for what it reads and writes. */
export function programTrainer(
  name: string,
  program: ProgramSpecification,
  signature: Signature,
): TrialTrainer {
  return {
    name,
    tasks: program.tasks,
    space: () => program.space,
    defaults: () => ({}),
    async fit(rows, parameters, options) {
      const directory = await mkdtemp(join(tmpdir(), DIRECTORY_PREFIX));
      try {
        return await fitIn(directory, { name, program, signature }, rows, parameters, options);
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

interface Family {
  readonly name: string;
  readonly program: ProgramSpecification;
  readonly signature: Signature;
}

async function fitIn(
  directory: string,
  { name, program, signature }: Family,
  train: TrainingRows,
  parameters: Parameters,
  { signal, seed = 0, threads = 1, validation, onIteration = () => true }: FitOptions,
): Promise<TrialModel> {
  const { command, timeoutSeconds, silenceSeconds } = program;
  const trial = { family: name, signature, parameters, train, validation, seed, threads, timeoutSeconds };
  await writeTrial(directory, trial);
  const watcher = new ProgressWatcher(join(directory, TRIAL_FILES.progress), name, silenceSeconds);
  const end = await runCommand([...command, directory], {
    timeoutSeconds,
    signal,
    look: () => watcher.look(onIteration),
  });
  checkEnd(name, end);
  const result = await readProgramResult(directory, name);
  const model = await readProgramModel(directory, name);
  return {
    predict: (features) => graphAnswers(model, signature, result.chunkRows, features),
    ownAnswers: undefined,
    exportOnnx: () => model,
    chunkRows: result.chunkRows,
    hyperparameters: { ...parameters, ...result.hyperparameters },
    facts: result.facts,
  };
}

/** What a program exits with when it can do nothing with the hyperparameters or the rows. */
const REFUSED = 2;

function checkEnd(name: string, { code, stderr, stopped }: CommandEnd): void {
  if (code === 0) return;
  const words = lastWords(stderr);
  const said = words === '' ? '' : `: ${words}`;
  if (code === REFUSED) throw new UserError(`${name} refused the trial${said}`);
  const how = code === null ? 'was ended by a signal' : `ended with exit code ${code}`;
  throw new UserError(`${name} ${how}${stopped ? ' after it was asked to stop' : ''}${said}`);
}

/** Passes on what a program says of its iterations, and notices when it says nothing. */
class ProgressWatcher {
  readonly #file: ProgressFile;
  readonly #name: string;
  readonly #silenceSeconds: number | undefined;
  #heardAt = performance.now();

  constructor(path: string, name: string, silenceSeconds: number | undefined) {
    this.#file = new ProgressFile(path);
    this.#name = name;
    this.#silenceSeconds = silenceSeconds;
  }

  /** @returns whether the program may go on. @throws UserError when it is silent for too long */
  async look(onIteration: (iteration: number, loss: number) => boolean): Promise<boolean> {
    const steps = await this.#file.look();
    if (steps.length > 0) this.#heardAt = performance.now();
    this.#checkSilence();
    return steps.filter(isIteration).every(({ iteration, loss }) => onIteration(iteration, loss));
  }

  #checkSilence(): void {
    if (this.#silenceSeconds === undefined) return;
    if (performance.now() - this.#heardAt <= this.#silenceSeconds * 1000) return;
    throw new UserError(
      `${this.#name} wrote no progress for ${this.#silenceSeconds} s; it seems to be stuck`,
    );
  }
}

function isIteration(step: ProgressStep): step is { iteration: number; loss: number } {
  return step.iteration !== undefined && step.loss !== undefined;
}
