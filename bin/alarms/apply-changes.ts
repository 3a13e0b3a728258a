import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import type { AlarmDesk, RecipientChange } from './alarm-desk.ts';
import type { KnownAlarm } from './catalogue.ts';

export interface WantedChanges {
  readonly threshold: { readonly alarm: KnownAlarm; readonly value: number } | undefined;
  /** Mail addresses. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface MailChange {
  readonly mail: string;
  readonly change: RecipientChange;
}

export interface AppliedChanges {
  readonly mails: readonly MailChange[];
  /** The threshold before; undefined when none was to be set. */
  readonly before: number | undefined;
}

/**
 * Applies the recipients, then the threshold: mails fail sooner (no topic, no right to it, none sent by the local
 * stack), and to ask for them twice does no harm.
 *
 * @throws what the desk throws; where something was changed by then, its message says what
 */
export async function applyChanges(
  desk: AlarmDesk,
  { threshold, added, removed }: WantedChanges,
): Promise<AppliedChanges> {
  const mails: MailChange[] = [];
  const orHalf = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error) => Promise.reject(half(error, mails)));
  for (const mail of added) mails.push({ mail, change: await orHalf(desk.addMail(mail)) });
  for (const mail of removed) mails.push({ mail, change: await orHalf(desk.removeMail(mail)) });
  if (threshold === undefined) return { mails, before: undefined };
  return { mails, before: await orHalf(desk.setThreshold(threshold.alarm, threshold.value)) };
}

function half(error: unknown, mails: readonly MailChange[]): unknown {
  const done = mails.filter(({ change }) => change === 'added' || change === 'removed');
  if (done.length === 0) return error;
  const text = done.map(({ mail, change }) => `${mail} was ${change}`).join(', ');
  // Whose fault it is stays as it was.
  const Kind = error instanceof UserError ? UserError : Error;
  return new Kind(
    `${reasonOf(error)} (before that ${text}; the threshold is as it was. The same command again goes on from there)`,
    { cause: error },
  );
}
