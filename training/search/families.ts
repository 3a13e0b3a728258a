import { UserError } from '../../lib/contract/errors.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { FAMILIES, familiesFor } from '../families.ts';
import type { SearchSpace } from '../space/distribution.ts';
import type { DataShape } from '../trainers/trainer.ts';
import { programTrainer } from '../trial/program/program-trainer.ts';
import type { ProgramSpecification } from '../trial/program/specification.ts';
import { type TrialTrainer, trialTrainerOf } from '../trial/trial-trainer.ts';

type Programs = Readonly<Record<string, ProgramSpecification>>;

/** Everything that a search may choose from: the families of this project that learn the task, and the programs. */
export function trialTrainers(signature: Signature, programs: Programs): Map<string, TrialTrainer> {
  const { task } = signature;
  const own = familiesFor(task).map((name) => trialTrainerOf(FAMILIES[name]!));
  const foreign = Object.entries(programs).map(([name, program]) => programTrainer(name, program, signature));
  const able = foreign.filter(({ tasks }) => tasks.includes(task));
  return new Map([...own, ...able].map((trainer) => [trainer.name, trainer]));
}

/**
 * What a search over families chooses from.
 * @param wanted default: all there are
 * @throws UserError for a family that is none, does not learn the task, or is named twice
 */
export function searchSpaceOf(
  wanted: readonly string[] | undefined,
  shape: DataShape,
  signature: Signature,
  programs: Programs,
): SearchSpace {
  checkProgramNames(programs);
  const trainers = trialTrainers(signature, programs);
  const names = wanted ?? [...trainers.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`--families names "${twice}" twice; name each family once`);
  return Object.fromEntries(names.map((name) => [name, familyNamed(name, trainers).space(shape)]));
}

function familyNamed(name: string, trainers: ReadonlyMap<string, TrialTrainer>): TrialTrainer {
  const trainer = trainers.get(name);
  if (trainer !== undefined) return trainer;
  const why = name in FAMILIES ? `"${name}" does not learn this target` : `there is no family "${name}"`;
  throw new UserError(`${why}; the families for it are: ${[...trainers.keys()].join(', ')}`);
}

function checkProgramNames(programs: Programs): void {
  const taken = Object.keys(programs).find((name) => name in FAMILIES);
  if (taken !== undefined) {
    throw new UserError(
      `--trainer ${taken}=…: "${taken}" is a family of weir itself; give the program another name`,
    );
  }
}
