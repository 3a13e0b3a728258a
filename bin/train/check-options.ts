import { UserError } from '../../lib/contract/errors.ts';
import type { TrainCommandOptions } from '../commands/train.ts';
import type { RemoteOptions } from './remote-options.ts';

type Options = Partial<TrainCommandOptions & RemoteOptions>;

/** Options that a single training would ignore. */
const OF_A_SEARCH = [
  ...[
    'trainer',
    'sampler',
    'pruner',
    'folds',
    'metric',
    'warmStart',
    'report',
    'stopAt',
    'workers',
    'studies',
  ],
  ...['limitFailures', 'limitSeconds', 'limitUsd', 'usdPerHour', 'limitStale'],
] as const;

/** Options that training on this machine would ignore. */
const OF_REMOTE = ['stage', 'stateMachine'] as const;

/**
 * Holds the options of `weir train` against each other, before anything is read or written.
 * @param isGiven whether an option, named as commander names it, was given on the command line
 * @throws UserError that names the first that makes no sense
 */
export function checkTrainOptions(options: Options, isGiven: (option: string) => boolean): void {
  const { force, promote, remote, trials, study, families, limitUsd, warmStart } = options;
  if (force !== undefined && force.trim() === '') {
    throw new UserError('--force wants a reason, which stays in the history: --force "why"');
  }
  if (force !== undefined && promote === false) {
    throw new UserError('--force moves the champion and --no-promote leaves it; give one of them');
  }
  const twice = warmStart?.find((name, index) => warmStart.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`--warm-start names "${twice}" twice; name each study once`);
  const ofRemote = remote ? undefined : OF_REMOTE.find(isGiven);
  if (ofRemote !== undefined)
    throw new UserError(`${flagOf(ofRemote)} belongs to --remote; add that, or leave it out`);
  if (isGiven('usdPerHour') && limitUsd === undefined && (trials !== undefined || study !== undefined)) {
    throw new UserError('--usd-per-hour belongs to --limit-usd; say how much the search may cost');
  }
  if (remote || trials !== undefined || study !== undefined) return;
  const many = (families?.length ?? 0) > 1 ? 'families' : undefined;
  const ofSearch = many ?? OF_A_SEARCH.find(isGiven);
  if (ofSearch === undefined) return;
  throw new UserError(
    `${flagOf(ofSearch)} belongs to a search; say with --trials how many models to try, such as --trials 50`,
  );
}

/** "limitUsd" as it is typed: "--limit-usd". */
function flagOf(option: string): string {
  return `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
