import { SYNTHETIC_SOURCE } from '../../data/synthetic-wine.ts';
import { type Check, checkNamed } from '../context.ts';
import type { GateModel } from '../input.ts';

const data = checkNamed('data');
const holdout = checkNamed('holdout');

/** Whether a model learned from made-up data. One that says nothing of its data is taken as learned from real ones. */
export function isMadeUp({ dataset }: Pick<GateModel, 'dataset'>): boolean {
  return dataset?.source === SYNTHETIC_SOURCE;
}

/** A failed download must not replace what learned from real data by what learned from made-up ones. */
export const checkData: Check = ({ input: { candidate, champion } }) => {
  const figures = { madeUp: isMadeUp(candidate) };
  if (champion === undefined) return data.skipped('there is no champion whose data could be better', figures);
  if (!isMadeUp(candidate)) return data.passed('the candidate did not learn from made-up data', figures);
  if (isMadeUp(champion)) return data.passed('both learned from made-up data', figures);
  const source = champion.dataset === undefined ? '' : ` (${champion.dataset.source})`;
  return data.failed(
    `made-up data do not replace a champion of real ones: the candidate learned from made-up data, version ${champion.version} did not${source}`,
    figures,
  );
};

/**
 * Whether the champion learned from rows of this holdout, which favours it: said, and left to people, because only a
 * digest and a seed are known of its data.
 */
export const reportHoldout: Check = ({ input: { candidate, champion } }) => {
  if (champion === undefined) return holdout.skipped('there is no champion that could have seen these rows');
  const [own, other] = [candidate.dataset, champion.dataset];
  if (own === undefined || other === undefined)
    return holdout.reported('whether the champion learned from some of these rows is not known');
  if (own.sha256 !== other.sha256)
    return holdout.reported('the champion learned from other data; they may hold some of these rows');
  const [split, otherSplit] = [own.split, other.split];
  if (
    split !== undefined &&
    split.seed === otherSplit?.seed &&
    split.holdoutShare === otherSplit.holdoutShare
  )
    return holdout.reported('candidate and champion were split alike: neither has seen these rows');
  const seed = otherSplit === undefined ? '' : ` (seed ${otherSplit.seed})`;
  return holdout.reported(
    `the champion learned from the same data split otherwise${seed}, so it has seen most of these rows: the comparison favours it`,
    { favoursChampion: true },
  );
};
