import { z } from 'zod';
import { addLags, lagBin } from './lag.ts';

const count = z.int().nonnegative();

/** What the labels of an hour say of one version; tallies of hours add up. */
export const tallySchema = z.strictObject({
  version: z.int().positive(),
  /** Lines of the log of predictions. */
  logged: count,
  /** Predictions that have a label which can be compared. */
  labelled: count,
  /** Labels that cannot be: text where the model answers with a number. */
  unusable: count,
  /** Of a classification: labels that were predicted. */
  right: count,
  /** Of a regression, over the labelled: truth's mean and sum of squared deviations, sums of e² and e⁴. */
  errors: z
    .strictObject({ mean: z.number(), deviations: z.number(), squares: z.number(), fourths: z.number() })
    .nullable(),
  lags: z.array(z.tuple([z.int().nonnegative(), count])),
});
export type Tally = Readonly<z.infer<typeof tallySchema>>;

type Value = number | string;

/** One labelled prediction. */
export interface Pair {
  readonly predicted: Value;
  readonly truth: Value;
  readonly lagSeconds: number;
}

export type Task = 'classification' | 'regression';

/** Counts one version's labels of an hour. */
export class TallyCounter {
  readonly #version: number;
  readonly #task: Task;
  readonly #lags = new Map<number, number>();
  #logged = 0;
  #labelled = 0;
  #unusable = 0;
  #right = 0;
  #errors = { mean: 0, deviations: 0, squares: 0, fourths: 0 };

  constructor(version: number, task: Task) {
    this.#version = version;
    this.#task = task;
  }

  log(): void {
    this.#logged++;
  }

  add({ predicted, truth, lagSeconds }: Pair): void {
    if (this.#task === 'regression' && !this.#addError(Number(predicted), numberOf(truth))) {
      this.#unusable++;
      return;
    }
    this.#labelled++;
    if (this.#task === 'classification' && isSame(predicted, truth)) this.#right++;
    const bin = lagBin(lagSeconds);
    this.#lags.set(bin, (this.#lags.get(bin) ?? 0) + 1);
  }

  /** Welford's way to deviations, which loses no digits. https://doi.org/10.1080/00401706.1962.10490022 */
  #addError(predicted: number, truth: number): boolean {
    const square = (predicted - truth) ** 2;
    if (!Number.isFinite(square * square)) return false;
    const errors = this.#errors;
    const away = truth - errors.mean;
    errors.mean += away / (this.#labelled + 1);
    errors.deviations += away * (truth - errors.mean);
    errors.squares += square;
    errors.fourths += square * square;
    return true;
  }

  tally(): Tally {
    return {
      ...{ version: this.#version, logged: this.#logged, labelled: this.#labelled },
      ...{ unusable: this.#unusable, right: this.#right },
      errors: this.#task === 'regression' ? { ...this.#errors } : null,
      lags: [...this.#lags].toSorted(([a], [b]) => a - b),
    };
  }
}

function numberOf(value: Value): number {
  return typeof value === 'number' ? value : value.trim() === '' ? Number.NaN : Number(value);
}

/** A class that is a number is the same written otherwise (6 and "6.0"); one that is text is the same text. */
export function isSame(predicted: Value, truth: Value): boolean {
  return typeof predicted === 'number' ? numberOf(truth) === predicted : String(truth) === predicted;
}

/** The labels of both, the version of the first. Mean and deviations by Chan, Golub and LeVeque (1979). */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    version: a.version,
    logged: a.logged + b.logged,
    labelled: a.labelled + b.labelled,
    unusable: a.unusable + b.unusable,
    right: a.right + b.right,
    errors: addErrors(a, b),
    lags: addLags(a.lags, b.lags).map(([bin, n]) => [bin, n]),
  };
}

function addErrors(a: Tally, b: Tally): Tally['errors'] {
  if (a.errors === null || b.errors === null) return a.errors ?? b.errors;
  const rows = a.labelled + b.labelled;
  if (rows === 0) return a.errors;
  const away = b.errors.mean - a.errors.mean;
  return {
    mean: a.errors.mean + (away * b.labelled) / rows,
    deviations: a.errors.deviations + b.errors.deviations + (away * away * a.labelled * b.labelled) / rows,
    squares: a.errors.squares + b.errors.squares,
    fourths: a.errors.fourths + b.errors.fourths,
  };
}
