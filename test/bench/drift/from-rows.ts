import { hourName } from '../../../monitoring/drift/decision/hours.ts';
import { judgeWindow } from '../../../monitoring/drift/decision/judge-window.ts';
import { countColumns, profileOfColumns, signatureOfColumns } from '../../support/drift-profiles.ts';
import { randomFrom } from '../../support/random.ts';
import { normalFrom } from './normal.ts';
import type { Outcome } from './outcome.ts';
import { REFERENCE_ROWS, type Scenario } from './scenarios.ts';

/** An hour to begin with. */
const FIRST_HOUR = 490_000;

/** Simulations of independent rows against training, from rows to verdict by the parts that run in production. */
export function simulateFromRows(
  scenario: Scenario,
  run: { readonly seed: number; readonly simulations: number },
): Outcome[] {
  const normal = normalFrom(randomFrom(run.seed));
  return Array.from({ length: run.simulations }, () => simulateOnce(scenario, normal));
}

function simulateOnce(
  { features, rowsPerHour, judgedHours, shift }: Scenario,
  normal: () => number,
): Outcome {
  const draw = (rows: number, moved: number) =>
    Array.from({ length: features }, (_, feature) =>
      Array.from({ length: rows }, () => normal() + (feature === 0 ? moved : 0)),
    );
  const columns = draw(REFERENCE_ROWS, 0).map((values, feature) => ({ name: `feature ${feature}`, values }));
  const profile = profileOfColumns(columns);
  const hours = Array.from({ length: judgedHours }, (_, hour) => ({
    hour: hourName(FIRST_HOUR + hour),
    counts: countColumns(profile.layout, draw(rowsPerHour, shift)),
  }));
  const window = hours.at(-1)!.hour;
  const result = judgeWindow({ profile, signature: signatureOfColumns(columns), hours, window });
  const inOrder = columns.map(({ name }) => result.features.find((each) => each.name === name)!);
  return {
    verdicts: inOrder.map(({ verdict }) => verdict),
    differs: inOrder.map(({ differs }) => differs),
    evidently: result.dataset.evidently.drifted.length,
    features,
  };
}
