import type { AlarmName } from '../../../lib/contract/alarms.ts';
import type { DriftResult } from '../../../lib/contract/drift.ts';
import { listed } from '../../../lib/report/words.ts';
import type { Change } from './change.ts';

/** What the job said of one scenario's hours, and which alarms went on meanwhile. */
export interface Scenario {
  /** By hour. */
  readonly results: readonly DriftResult[];
  readonly alarms: readonly AlarmName[];
}

interface Named {
  /** Features that drifted. */
  readonly drifted: readonly string[];
  /** Features with a finding about the data. */
  readonly quality: readonly string[];
}

/** The last line of `weir demo --drift`: what was found in the third hour of each scenario. */
export interface DriftDemoResult {
  readonly noDrift: Named;
  readonly drift: Named;
}

export interface DriftDemoVerdict {
  readonly result: DriftDemoResult;
  /** What is not as it should be, in words; empty when all is well. */
  readonly faults: readonly string[];
}

/** Alarms that the change is to raise. */
export const EXPECTED_ALARMS = ['drift', 'data-quality'] as const satisfies readonly AlarmName[];

/** Judges the judge: exactly what was done to the wines must have been found. */
export function judgeDrift(calm: Scenario, changed: Scenario, { moved, missing }: Change): DriftDemoVerdict {
  const result = { noDrift: namedIn(calm.results.at(-1)), drift: namedIn(changed.results.at(-1)) };
  return {
    result,
    faults: [
      ...calm.results.flatMap(({ window, verdict }) =>
        verdict === 'no-drift' ? [] : [`without a change the verdict of ${window.id} is "${verdict}"`],
      ),
      ...different('drifted without a change', result.noDrift.drifted, []),
      ...different('findings about the data without a change', result.noDrift.quality, []),
      ...different('drifted', result.drift.drifted, [moved]),
      ...different('findings about the data', result.drift.quality, [missing]),
      ...EXPECTED_ALARMS.flatMap((name) => [
        ...(calm.alarms.includes(name) ? [`the alarm ${name} went on without a change`] : []),
        ...(changed.alarms.includes(name) ? [] : [`the alarm ${name} did not go on`]),
      ]),
    ],
  };
}

function namedIn(result: DriftResult | undefined): Named {
  return {
    drifted: result?.drifted ?? [],
    quality: result?.quality.map(({ kind, feature }) => feature ?? kind) ?? [],
  };
}

function different(what: string, found: readonly string[], expected: readonly string[]): string[] {
  if (found.length === expected.length && found.every((name, index) => name === expected[index])) return [];
  const nameList = (names: readonly string[]): string => (names.length === 0 ? 'none' : listed(names));
  return [`${what}: ${nameList(found)}; expected: ${nameList(expected)}`];
}
