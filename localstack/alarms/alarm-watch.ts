import { ALARM_NAMES, ALARMS, type AlarmName, type AlarmStates } from '../../lib/contract/alarms.ts';
import { reasonOf } from '../../lib/contract/errors.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import { type AlarmState, evaluateAlarm } from './evaluate.ts';
import { StateKeeper } from './state-keeper.ts';
import { readThresholds, type Thresholds } from './thresholds.ts';

/** An alarm that went on or off. */
export interface AlarmChange {
  readonly name: AlarmName;
  readonly from: AlarmState;
  readonly to: AlarmState;
  /** Of the latest period, in the metric's own unit. */
  readonly value: number | null;
  readonly threshold: number;
  /** ISO 8601. */
  readonly at: string;
  /** Somebody tries the alarm out; nothing is wrong. */
  readonly isTest: boolean;
  readonly means: string;
  /** The first thing to do. */
  readonly first: string;
}

export interface AlarmWatchOptions {
  readonly store: MetricStore;
  /** The local state, which holds alarms.json and alarm-states/. */
  readonly directory: string;
  readonly model: string;
  readonly now: () => Date;
  readonly onChange: (change: AlarmChange) => void;
  /** Told once, while it goes on, of each reason for which thresholds cannot be read or states not be written. */
  readonly onTrouble?: (reason: string) => void;
}

type States = Partial<Record<AlarmName, AlarmStates[string]>>;

/**
 * The alarms of the embedded stack. That there is no alarm to begin with is no change to tell. A state in its file
 * that `weir alarms test` made is told of at the next evaluation and gives way to the true state at the one after it, as
 * CloudWatch's SetAlarmState does.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
 */
export class AlarmWatch {
  readonly #options: AlarmWatchOptions;
  #states: States = {};
  #thresholds: Thresholds = {};
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  /** By what was tried; each is told once while it goes on. */
  readonly #troubles = new Map<string, string>();
  readonly #keeper: StateKeeper;

  constructor(options: AlarmWatchOptions) {
    this.#options = options;
    this.#keeper = new StateKeeper(options);
  }

  states(): AlarmStates {
    return this.#states as AlarmStates;
  }

  /** Evaluates by itself from now on, without keeping the process alive. */
  start(everySeconds = 10): void {
    this.#timer ??= setInterval(() => void this.evaluate(), everySeconds * 1_000);
    this.#timer.unref();
    void this.evaluate();
  }

  /** Resolves when the file of its states is gone. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    await this.#orTrouble('states', this.#keeper.remove(), undefined);
  }

  /** Evaluates all alarms now, one call after the other. Never rejects. @returns what changed */
  evaluate(): Promise<readonly AlarmChange[]> {
    const next = this.#running.then(() => this.#evaluate());
    this.#running = next;
    return next;
  }

  async #evaluate(): Promise<readonly AlarmChange[]> {
    const { directory, onChange, now } = this.#options;
    const at = now();
    this.#thresholds = await this.#orTrouble('thresholds', readThresholds(directory), this.#thresholds);
    const before = this.#states;
    const tests = await this.#orTrouble('tests', this.#keeper.read(), {});
    const after = Object.fromEntries(ALARM_NAMES.map((name) => [name, this.#next(name, tests[name], at)]));
    this.#states = after;
    const changes = ALARM_NAMES.flatMap((name) => changeOf(name, before[name], after[name]!, at));
    await this.#orTrouble('states', this.#keeper.write(after, at), undefined);
    for (const change of changes) onChange(change);
    return changes;
  }

  #next(name: AlarmName, stored: AlarmStates[string] | undefined, at: Date): AlarmStates[string] {
    const before = this.#states[name];
    const isNewTest = stored?.isTest === true && before !== undefined && stored.since !== before.since;
    if (isNewTest) return stored;
    const threshold = this.#thresholds[name] ?? ALARMS[name].threshold;
    const { store, model } = this.#options;
    const { state, value } = evaluateAlarm(ALARMS[name], { store, labels: { model }, threshold, now: at });
    const isGoingOn = before?.state === state && !before.isTest;
    return { state, value, threshold, since: isGoingOn ? before.since : at.toISOString(), isTest: false };
  }

  async #orTrouble<T>(what: string, work: Promise<T>, otherwise: T): Promise<T> {
    try {
      const done = await work;
      this.#troubles.delete(what);
      return done;
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== this.#troubles.get(what)) this.#options.onTrouble?.(reason);
      this.#troubles.set(what, reason);
      return otherwise;
    }
  }
}

function isSame(before: AlarmStates[string] | undefined, after: AlarmStates[string]): boolean {
  return before?.state === after.state && before.isTest === after.isTest;
}

function changeOf(
  name: AlarmName,
  before: AlarmStates[string] | undefined,
  after: AlarmStates[string],
  at: Date,
): AlarmChange[] {
  const from = before?.state ?? 'insufficient-data';
  const isTest = after.isTest || before?.isTest === true;
  // That data have come, or have ceased to, is no alarm.
  if ((from !== 'alarm' && after.state !== 'alarm') || isSame(before, after)) return [];
  const { means, first } = ALARMS[name];
  const { state: to, value, threshold } = after;
  return [{ name, from, to, value, threshold, at: at.toISOString(), isTest, means, first }];
}
