import { Duration } from 'aws-cdk-lib';
import { UserError } from '../../contract/errors.ts';
import { matchingText, wholeNumber } from '../range.ts';
import type { Removal } from '../removal.ts';

export interface ModelRegistryProps {
  /** What a deleted stack leaves behind. */
  readonly removal: Removal;
  /**
   * How long rejected records, given-up batches and the marks of their replays are kept: whole days, 1 to 3,650.
   * Default: 30 days.
   */
  readonly quarantineRetention?: Duration;
  /** Accounts whose administrators may let their own roles read the models: 12 digits each. Default: none. */
  readonly readerAccounts?: readonly string[];
  readonly assumers?: RoleAssumers;
}

/**
 * Who may assume the registry's roles: ARNs of roles, users or accounts (`…:root`), not an empty list.
 * Default of each: who is allowed to by the policies of the own account.
 */
export interface RoleAssumers {
  readonly readers?: readonly string[];
  readonly trainers?: readonly string[];
  readonly promoters?: readonly string[];
}

const DEFAULT_RETENTION = Duration.days(30);
const RETENTION_DAYS = { from: 1, to: 3_650, of: 'days' };

const ACCOUNT = /^\d{12}$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ASSUMER = /^arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)$/;

/** The retention of the quarantine. @throws UserError unless all props are what they may be */
export function checkRegistryProps(props: ModelRegistryProps): Duration {
  const retention = props.quarantineRetention ?? DEFAULT_RETENTION;
  wholeNumber('quarantineRetention', retention.toDays({ integral: false }), RETENTION_DAYS);
  for (const account of props.readerAccounts ?? [])
    matchingText(
      'readerAccounts',
      account,
      ACCOUNT,
      'ids of AWS accounts: 12 digits each, such as 111122223333',
    );
  for (const [who, arns] of Object.entries(props.assumers ?? {})) checkAssumers(`assumers.${who}`, arns);
  return retention;
}

function checkAssumers(prop: string, arns: readonly string[]): void {
  if (arns.length === 0)
    throw new UserError(
      `${prop} is an empty list; expected ARNs of who may assume the role, or leave it out for the own account`,
    );
  for (const arn of arns)
    matchingText(
      prop,
      arn,
      ASSUMER,
      'the ARN of a role, a user or an account, such as arn:aws:iam::111122223333:role/release',
    );
}
