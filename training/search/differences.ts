import { UserError } from '../../lib/contract/errors.ts';
import { canonicalJson } from '../study/canonical.ts';
import type { StudyDefinition } from '../study/definition.ts';
import type { SearchProblem } from './problem.ts';

/** What decides about a search, be it asked for or written. */
export type Compared = Pick<
  StudyDefinition,
  'study' | 'objective' | 'space' | 'sampler' | 'pruner' | 'seed' | 'limits' | 'warmStart'
> & { readonly problem: SearchProblem };

/** An option of the command line that says other than the study. */
interface Difference {
  readonly option: string;
  readonly kept: unknown;
  readonly given: unknown;
}

/** Where an option's value is. What stands first may be the cause of what follows. */
const OPTIONS: readonly (readonly [option: string, value: (search: Compared) => unknown])[] = [
  ['--name', ({ problem }) => problem.model],
  ['--target', ({ problem }) => problem.target],
  ['--task', ({ problem }) => problem.signature.task],
  ['--features', ({ problem }) => problem.signature.features.map(({ name }) => name)],
  ['--features-key', ({ problem }) => problem.signature.featuresKey],
  ['--carry', ({ problem }) => problem.signature.carriedKeys],
  ['--prediction-key', ({ problem }) => problem.signature.predictionKey],
  ['--families', ({ space }) => Object.keys(space).toSorted()],
  ['--trainer', ({ problem }) => problem.programs],
  ['--trials', ({ limits }) => limits.trials],
  ['--folds', ({ problem }) => problem.folds],
  ['--metric', ({ objective }) => objective.metric],
  ['--seed', ({ seed }) => seed],
  ['--sampler', ({ sampler }) => sampler.name],
  ['--pruner', ({ pruner }) => pruner.name],
  ['--warm-start', ({ warmStart }) => warmStart],
  ['--limit-failures', ({ limits }) => limits.failures],
  ['--limit-seconds', ({ limits }) => limits.wallClockSeconds],
  ['--limit-usd', ({ limits }) => limits.cost?.maxUsd],
  ['--usd-per-hour', ({ limits }) => limits.cost?.usdPerWorkerHour],
  ['--limit-stale', ({ limits }) => limits.noImprovement?.trials],
  ['--stop-at', ({ limits }) => limits.target],
  ['--mode', ({ problem }) => problem.gate.mode],
  ['--margin', ({ problem }) => problem.gate.margin],
  ['--max-latency-ratio', ({ problem }) => problem.gate.maxLatencyRatio],
];

/** Options whose defaults follow from another's value. */
const FOLLOWS: Readonly<Record<string, string>> = {
  '--task': '--target',
  '--features': '--target',
  '--metric': '--task',
  '--pruner': '--folds',
  '--limit-failures': '--trials',
};

/** @throws UserError when the data given are not those of the study */
export function checkSameData(
  study: string,
  data: SearchProblem['data'],
  given: Pick<SearchProblem['data'], 'source' | 'sha256'>,
): void {
  if (data.sha256 === given.sha256) return;
  throw new UserError(
    `the study ${study} is of ${data.source} (SHA-256 ${data.sha256.slice(0, 12)}…), you gave ${given.source} ` +
      `(SHA-256 ${given.sha256.slice(0, 12)}…). Give --data that it was begun with, or name another study with --study`,
  );
}

/** @throws UserError that names the options that say other than the study of this name */
export function checkSameSearch(kept: Compared, given: Compared): void {
  checkSameData(kept.study, kept.problem.data, given.problem.data);
  const all = OPTIONS.map(([option, value]) => ({ option, kept: value(kept), given: value(given) })).filter(
    (difference) => canonicalJson(difference.kept ?? null) !== canonicalJson(difference.given ?? null),
  );
  const names = new Set(all.map(({ option }) => option));
  const causes = all.filter(({ option }) => !names.has(FOLLOWS[option] ?? ''));
  if (causes.length > 0) throw otherSearch(kept.study, causes);
}

/** @param differences 1 or more */
export function otherSearch(study: string, differences: readonly Difference[]): UserError {
  const said = differences.map(
    ({ option, kept, given }) => `${option} ${worded(given)} (it has ${worded(kept)})`,
  );
  return new UserError(
    `the study ${study} was begun with other options than now: ${said.join('; ')}. A study cannot be changed and ` +
      `cannot grow: go on with weir train --study ${study} alone, or begin another one that learns from it with ` +
      `--warm-start ${study}`,
  );
}

function worded(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  if (typeof value === 'object') return Object.keys(value).join(',') || 'none';
  return String(value);
}
