import { linearScale, logScale, nameScale, type Scale } from '../../../lib/report/scale.ts';
import type { ImportanceReport } from '../../importance/importance.ts';
import type { Distribution, Parameters, SearchSpace, Subspace } from '../../space/distribution.ts';
import { sharesOf } from './importance.ts';

/** A hyperparameter as pictures show it. */
export interface ShownParameter {
  readonly name: string;
  readonly scale: Scale;
  /** The same without air at its ends: they are the bounds of the search. */
  readonly bounds: Scale;
  /** Its share of the importance within its family; undefined when that is not known. */
  readonly share: number | undefined;
  /** The place of a trial's value on the scale; NaN for a trial without one. */
  readonly placeOf: (parameters: Parameters) => number;
}

/** The hyperparameters of a family, the most important first. */
export function parametersOf(
  space: SearchSpace,
  family: string,
  importance: ImportanceReport | null,
): ShownParameter[] {
  const subspace: Subspace = Object.hasOwn(space, family) ? space[family]! : {};
  const shares = new Map(Object.entries(importance === null ? {} : sharesOf(importance.families, family)));
  return Object.entries(subspace)
    .map(([name, distribution]) => ({
      name,
      share: shares.get(name),
      scale: scaleOf(distribution),
      bounds: scaleOf(distribution, 0),
      placeOf: placer(name, distribution),
    }))
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
}

function scaleOf(distribution: Distribution, air?: number): Scale {
  if (distribution.kind === 'categorical') return nameScale(distribution.choices.map(String));
  const ends = [distribution.low, distribution.high];
  const options = { ...(air === undefined ? {} : { air }), whole: distribution.kind === 'int' };
  return distribution.log ? logScale(ends, options) : linearScale(ends, options);
}

function placer(name: string, distribution: Distribution): ShownParameter['placeOf'] {
  return (parameters) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined) return Number.NaN;
    if (distribution.kind !== 'categorical') return Number(value);
    const choice = distribution.choices.indexOf(value);
    return choice === -1 ? Number.NaN : choice;
  };
}
