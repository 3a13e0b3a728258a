import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import type { LiveAgreement } from '../../lib/contract/verdict.ts';

/** Where the function publishes what its challenger did: CloudWatch, or the log of a stack on this machine. */
export interface LiveSource {
  /** The sums since the challenge began. */
  count(challenge: Challenge): Promise<LiveCounts>;
}

/** Which challenger, since when. */
export interface Challenge {
  readonly model: string;
  readonly version: number;
  /** When the aliases came to name this challenger and its champion: before that, the counts are those of others. */
  readonly since: Date;
  readonly until: Date;
}

export interface LiveCounts {
  /** ChallengerRows and ChallengerFailures: a row that it does not answer is one on which it does not agree. */
  readonly rows: number;
  /** ChallengerAgreements. */
  readonly agreements: number;
}

/** What --live names for the metrics of a deployed function. */
export const CLOUDWATCH = 'cloudwatch';

/**
 * How often a challenger gave the champion's answer on live records.
 * @returns undefined when it was shown none
 * @throws UserError when the source cannot be read
 */
export async function readLiveAgreement(
  source: LiveSource,
  challenge: Challenge,
): Promise<LiveAgreement | undefined> {
  const { rows, agreements } = await source.count(challenge).catch((cause: unknown) => {
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      `the live answers of ${challenge.model} version ${challenge.version} cannot be read: ${reasonOf(cause)}. ` +
        `Name the function's log with --live <file>, or --live ${CLOUDWATCH} with the stage's credentials`,
      { cause },
    );
  });
  if (rows === 0) return undefined;
  return {
    agreement: agreements / rows,
    records: rows,
    since: challenge.since.toISOString(),
    until: challenge.until.toISOString(),
  };
}
