import { ALARM_DESCRIPTIONS } from '../../lib/constructs/alarms/alarm-descriptions.ts';
import {
  checkedThreshold,
  OWN_THRESHOLDS,
  PATH_THRESHOLDS,
  THRESHOLD_RANGES,
  type ThresholdName,
  type ThresholdRange,
} from '../../lib/constructs/alarms/alarm-thresholds.ts';
import { LABEL_ALARM_DESCRIPTIONS } from '../../lib/constructs/drift/label-alarm-descriptions.ts';
import { TRAINING_ALARM_DESCRIPTIONS } from '../../lib/constructs/training/alarm-descriptions.ts';
import { ALARMS } from '../../lib/contract/alarms.ts';
import { UserError } from '../../lib/contract/errors.ts';

/** What can be said of an alarm without asking anybody. */
export interface KnownAlarm {
  /** The end of its name on AWS, and its anchor in the runbook. */
  readonly name: string;
  /** A model's has the model in its name, the training's is of the stage. */
  readonly of: 'model' | 'stage';
  readonly means: string;
  readonly first: string;
  /** What its threshold may be set to, in the alarm's own unit; undefined: it cannot be set. */
  readonly settable: Settable | undefined;
  /** Evaluated by the embedded stack as well. */
  readonly isLocal: boolean;
}

export interface Settable {
  readonly range: ThresholdRange;
  /** The setting of bin/stages.ts, with how many of the alarm's units make one of its own. */
  readonly setting: ThresholdName;
  readonly scale: number;
}

const FROM_SECONDS = { 1000: 'milliseconds' } as Readonly<Record<number, string>>;

function settable(setting: ThresholdName, scale: number): Settable {
  const { from, to, unit } = THRESHOLD_RANGES[setting];
  const range = { from: from * scale, to: to * scale, unit: FROM_SECONDS[scale] ?? unit };
  return { range, setting, scale };
}

const OWN: readonly KnownAlarm[] = Object.entries(ALARMS).map(([name, { means, first }]) => {
  const setting = OWN_THRESHOLDS[name as keyof typeof OWN_THRESHOLDS] as ThresholdName | undefined;
  return {
    ...{ name, of: 'model', means, first, isLocal: true },
    settable: setting === undefined ? undefined : settable(setting, 1),
  };
});

const PATH: readonly KnownAlarm[] = Object.entries(ALARM_DESCRIPTIONS).map(([name, { means, first }]) => {
  const threshold = PATH_THRESHOLDS[name as keyof typeof ALARM_DESCRIPTIONS];
  return {
    ...{ name, of: 'model', means, first, isLocal: false },
    settable: threshold === undefined ? undefined : settable(threshold.name, threshold.scale),
  };
});

const LABELS: readonly KnownAlarm[] = Object.entries(LABEL_ALARM_DESCRIPTIONS).map(
  ([name, { means, first }]) => ({ name, of: 'model', means, first, isLocal: false, settable: undefined }),
);

const TRAINING: readonly KnownAlarm[] = Object.entries(TRAINING_ALARM_DESCRIPTIONS).map(
  ([name, { means, first }]) => ({ name, of: 'stage', means, first, isLocal: false, settable: undefined }),
);

/** Those on Weir's own metrics first. */
export const KNOWN_ALARMS: readonly KnownAlarm[] = [...OWN, ...PATH, ...LABELS, ...TRAINING];

export const LOCAL_ALARMS: readonly KnownAlarm[] = OWN;

/** @throws UserError that names the alarms there are */
export function knownAlarm(name: string, among: readonly KnownAlarm[]): KnownAlarm {
  const found = among.find((alarm) => alarm.name === name);
  if (found !== undefined) return found;
  const elsewhere = KNOWN_ALARMS.some((alarm) => alarm.name === name);
  const hint = elsewhere ? ': that one is on AWS alone, so name its stage with --stage' : '';
  throw new UserError(
    `there is no alarm "${name}" here${hint} (the alarms are ${among.map((alarm) => alarm.name).join(', ')})`,
  );
}

/** @throws UserError for an alarm that has no threshold to set, and for a value out of its range */
export function settableThreshold(alarm: KnownAlarm, value: number): Settable {
  if (alarm.settable === undefined) {
    const able = KNOWN_ALARMS.filter((other) => other.settable !== undefined);
    throw new UserError(
      `the threshold of ${alarm.name} cannot be set: it tells of what must not happen at all (those that can: ${able.map((other) => other.name).join(', ')})`,
    );
  }
  checkedThreshold(`the threshold of ${alarm.name}`, value, alarm.settable.range);
  return alarm.settable;
}
