import type { Signature } from '../../lib/contract/signature.ts';
import type { Suggestion } from '../samplers/sampler.ts';
import type {
  Distribution,
  Parameters,
  ParameterValue,
  SearchSpace,
  Subspace,
} from '../space/distribution.ts';
import type { DataShape, Hyperparameters } from '../trainers/trainer.ts';
import type { ProgramSpecification } from '../trial/program/specification.ts';
import { trialTrainers } from './families.ts';

export interface FirstTrialsOptions {
  readonly signature: Signature;
  readonly programs: Readonly<Record<string, ProgramSpecification>>;
  /** Of the SVM for these very data, where they are known. */
  readonly known: Hyperparameters | undefined;
}

/**
 * The first trials of a search: each family with its own defaults, which are good for most data. What a search finds is
 * then never worse than what it would be without one. A program has no defaults to begin with.
 */
export function firstTrials(
  space: SearchSpace,
  shape: DataShape,
  { signature, programs, known }: FirstTrialsOptions,
): Suggestion[] {
  const trainers = trialTrainers(signature, programs);
  return Object.entries(space).flatMap(([family, subspace]) => {
    const defaults = { ...trainers.get(family)!.defaults(shape), ...(family === 'svm' && known) };
    const parameters = withinSpace(subspace, defaults);
    return parameters === undefined ? [] : [{ family, parameters }];
  });
}

/** Defaults as the space could give them: numbers at its nearest bound or step. Undefined where one is missing. */
function withinSpace(subspace: Subspace, defaults: Parameters): Parameters | undefined {
  const names = Object.keys(subspace);
  if (!names.every((name) => defaults[name] !== undefined)) return undefined;
  return Object.fromEntries(names.map((name) => [name, nearest(subspace[name]!, defaults[name]!)]));
}

function nearest(distribution: Distribution, value: ParameterValue): ParameterValue {
  if (distribution.kind === 'categorical') {
    return distribution.choices.includes(value) ? value : distribution.choices[0]!;
  }
  const { low, high, step } = distribution;
  const within = Math.min(high, Math.max(low, Number(value)));
  if (step === null) return within;
  return Math.min(
    low + Math.round((within - low) / step) * step,
    low + Math.floor((high - low) / step) * step,
  );
}
