import { UserError } from '../../lib/contract/errors.ts';
import { pearson } from './correlation.ts';

/** How strongly a column speaks for the target, 0 to 1. */
export type Relevance = (values: ArrayLike<number>) => number;

/** Which columns a model reads: so many by correlation, all of them, or these, in this order. */
export type FeatureChoice = number | 'all' | readonly string[];

/** Columns by name, as numbers. */
export type Columns = ReadonlyMap<string, ArrayLike<number>>;

/** "3", "all", or "alcohol, sulphates". @throws UserError for none of these */
export function parseFeatureChoice(text: string): FeatureChoice {
  const trimmed = text.trim();
  if (trimmed === 'all') return 'all';
  if (/^[1-9]\d*$/.test(trimmed)) return Number(trimmed);
  const names = trimmed.split(',').map((name) => name.trim());
  if (/^-?\d/.test(trimmed) && names.length === 1) {
    throw new UserError(
      `--features ${trimmed}: expected a count of 1 or more, "all", or names with commas between`,
    );
  }
  if (names.includes('')) throw new UserError(`--features "${text}": a name between the commas is empty`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`--features names "${twice}" twice; name each column once`);
  return names;
}

/** The columns a choice needs to see: the named ones, or every candidate. @throws UserError for an unknown name */
export function candidatesOf(
  choice: FeatureChoice,
  available: readonly string[],
  source: string,
): readonly string[] {
  if (typeof choice === 'number' || choice === 'all') {
    if (typeof choice === 'number' && choice > available.length) {
      throw new UserError(
        `--features ${choice}: ${source} has only ${available.length} columns besides the target`,
      );
    }
    return available;
  }
  const unknown = choice.find((name) => !available.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`${source} has no feature "${unknown}"; its features are: ${available.join(', ')}`);
  }
  return choice;
}

/**
 * The `count` columns that best explain the target together, strongest first.
 *
 * Minimum redundancy, maximum relevance (Ding & Peng, "Minimum redundancy feature selection from microarray
 * gene expression data", 2005), in its quotient form with Pearson's |r| for both: the next column is the one
 * whose correlation with the target is largest relative to its mean correlation with the columns already
 * chosen. The plain ranking by |r| would take density second for white wine, which follows from alcohol
 * (r = −0.78) and adds little to it; the quotient takes alcohol, volatile acidity and sulphates, for white and
 * for red wine alike.
 *
 * All rows count, those of a holdout included: the columns are what producers must send, so they depend on the
 * data alone and not on the seed of a split. The price is that the holdout has a say in which columns are read;
 * it has none in how.
 *
 * A correlation below 1/√n cannot be told from none, so redundancy counts as that much at least.
 * @param relevanceOf |r| with the target, or the correlation ratio where its classes have no order
 */
export function selectByCorrelation(columns: Columns, relevanceOf: Relevance, count: number): string[] {
  const relevance = new Map([...columns].map(([name, values]) => [name, relevanceOf(values)]));
  const redundancy = new Map([...columns.keys()].map((name) => [name, 0]));
  const noise = 1 / Math.sqrt([...columns.values()][0]?.length ?? 1);
  const chosen: string[] = [];
  while (chosen.length < count) {
    const score = (name: string): number =>
      chosen.length === 0
        ? relevance.get(name)!
        : relevance.get(name)! / Math.max(redundancy.get(name)! / chosen.length, noise);
    const rest = [...columns.keys()].filter((name) => !chosen.includes(name));
    const best = rest.reduce((leader, name) => (score(name) > score(leader) ? name : leader));
    chosen.push(best);
    for (const name of rest) {
      const overlap = Math.abs(pearson(columns.get(name)!, columns.get(best)!));
      redundancy.set(name, redundancy.get(name)! + overlap);
    }
  }
  return chosen.sort((a, b) => relevance.get(b)! - relevance.get(a)!);
}
