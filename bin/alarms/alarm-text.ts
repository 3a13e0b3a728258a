import { minute } from '../terminal/format.ts';
import { table } from '../terminal/table.ts';
import type { AlarmNow, Recipient } from './alarm-desk.ts';
import type { KnownAlarm, Settable } from './catalogue.ts';

const STATE_WORDS = { ok: 'ok', alarm: 'ALARM', 'insufficient-data': 'no data' } as const;

/** The alarms as a table, what those mean that are on, and who is told. */
export function listLines(
  alarms: readonly AlarmNow[],
  recipients: readonly Recipient[] | null,
  known: readonly KnownAlarm[],
): string[] {
  const rows = alarms.map((alarm) => [
    alarm.name,
    `${STATE_WORDS[alarm.state]}${alarm.isTest ? ' (test)' : ''}`,
    alarm.since === null ? '' : minute(alarm.since),
    thresholdText(alarm, unitOf(alarm.name, known)),
    alarm.value === null ? '' : String(Number(alarm.value.toPrecision(4))),
  ]);
  const on = alarms.filter(({ state, isTest }) => state === 'alarm' && !isTest);
  return [
    ...table(['alarm', 'state', 'since (UTC)', 'goes off', 'value'], rows),
    ...on.flatMap(({ name }) => ['', `${name}: ${meaning(name, known)}`, `  docs/runbook.md#${name}`]),
    ...(recipients === null ? [] : ['', recipientText(recipients)]),
  ];
}

function unitOf(name: string, known: readonly KnownAlarm[]): string {
  const unit = known.find((alarm) => alarm.name === name)?.settable?.range.unit;
  return unit === undefined || unit === 'share' ? '' : ` ${unit}`;
}

function meaning(name: string, known: readonly KnownAlarm[]): string {
  const { means = '', first = '' } = known.find((alarm) => alarm.name === name) ?? {};
  return `${means} ${first}`;
}

function thresholdText({ comparison, threshold, deployed }: AlarmNow, unit: string): string {
  const set = deployed === null || deployed === threshold ? '' : ` (set by hand; deployed: ${deployed})`;
  return `${comparison} ${threshold}${unit}${set}`;
}

function recipientText(recipients: readonly Recipient[]): string {
  if (recipients.length === 0) return 'Nobody is told: weir alarms set --add-mail you@example.com';
  const names = recipients.map(({ mail, isConfirmed }) => `${mail}${isConfirmed ? '' : ' (not confirmed)'}`);
  return `Told by mail: ${names.join(', ')}`;
}

/** "18 alarms of stage prod in us-east-1, 1 on". @param unwatched whose alarms nobody evaluates, if so */
export function listSummary(alarms: readonly AlarmNow[], place: string, unwatched?: string): string {
  if (unwatched !== undefined)
    return `${alarms.length} alarms of ${place}, and no stack runs here that evaluates those of ${unwatched}: start it with "weir up", or say whose alarms with --model`;
  const on = alarms.filter(({ state }) => state === 'alarm').length;
  return `${alarms.length} alarms of ${place}, ${on === 0 ? 'none' : on} on`;
}

/** How to keep what was set. @param threshold in the alarm's unit */
export function keepingText({ setting, scale }: Settable, threshold: number): string {
  return `It stays until a deployment changes this alarm; to keep it, write alarms: { ${setting}: ${threshold / scale} } of the model into bin/stages.ts`;
}
