import type { KnownAlarm } from './catalogue.ts';

export type AlarmState = 'ok' | 'alarm' | 'insufficient-data';

/** An alarm as it is now. */
export interface AlarmNow {
  readonly name: string;
  readonly state: AlarmState;
  /** ISO 8601; null: not known. */
  readonly since: string | null;
  /** In the alarm's own unit. */
  readonly threshold: number;
  readonly comparison: 'above' | 'at or above' | 'below';
  /** With which it was deployed, or the default; null: not known. */
  readonly deployed: number | null;
  /** What the state was judged by; null: not known. */
  readonly value: number | null;
  /** The state is that of `weir alarms test`. */
  readonly isTest: boolean;
}

/** Who is told. */
export interface Recipient {
  readonly mail: string;
  /** Nobody is told before having confirmed the mail that SNS sends first. */
  readonly isConfirmed: boolean;
}

/** What became of asking for a recipient to be added or removed. */
export type RecipientChange = 'added' | 'was there' | 'removed' | 'was not there' | 'unconfirmed';

/** The alarms of a stage on AWS, or of the embedded stack. */
export interface AlarmDesk {
  /** "stage prod in us-east-1", "the local stack". */
  readonly place: string;
  readonly known: readonly KnownAlarm[];
  /** Those that are there, in the order of `known`. @throws UserError when none is */
  list(): Promise<readonly AlarmNow[]>;
  /** False where nobody evaluates the alarms at the moment: then `list` has no states. */
  isWatched(): Promise<boolean>;
  /** @returns the threshold before. @throws UserError when the alarm is not there */
  setThreshold(alarm: KnownAlarm, threshold: number): Promise<number>;
  /** Has one alarm sent. @throws UserError when the alarm is not there */
  test(alarm: KnownAlarm): Promise<void>;
  /** null where alarms are told to nobody by mail. */
  recipients(): Promise<readonly Recipient[] | null>;
  /** @throws UserError where alarms are told to nobody by mail */
  addMail(mail: string): Promise<RecipientChange>;
  removeMail(mail: string): Promise<RecipientChange>;
}
