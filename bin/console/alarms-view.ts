import {
  ALARM_NAMES,
  ALARMS,
  type AlarmDefinition,
  type AlarmName,
  type AlarmStates,
} from '../../lib/contract/alarms.ts';
import type { AlarmView } from '../../localstack/console/api.ts';

const ORDER = { alarm: 0, 'insufficient-data': 1, ok: 2 } as const;

/** Every alarm, those that ring first; one that was never evaluated has insufficient data. */
export function alarmsView(states: AlarmStates): AlarmView[] {
  return ALARM_NAMES.map((name) => alarmView(name, states[name])).sort(
    (a, b) => ORDER[a.state] - ORDER[b.state],
  );
}

function alarmView(name: AlarmName, state: AlarmStates[string] | undefined): AlarmView {
  const { means, first, severity, comparison, threshold, range }: AlarmDefinition = ALARMS[name];
  return {
    ...{ name, means, first, severity, comparison, unit: range.unit },
    state: state?.state ?? 'insufficient-data',
    since: state?.since ?? null,
    value: state?.value ?? null,
    threshold: state?.threshold ?? threshold,
    isTest: state?.isTest ?? false,
  };
}
