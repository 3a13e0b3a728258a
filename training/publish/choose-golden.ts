import type { ModelOutput } from '../../lib/model/session.ts';
import { evenly } from './evenly.ts';

/** Golden records of a version: enough to notice a difference, few enough to run at every cold start. */
export const GOLDEN_RECORDS = 50;

/**
 * The rows whose records become golden: one of each predicted class, the rest evenly spread, at most
 * GOLDEN_RECORDS, ascending.
 */
export function chooseGolden(output: ModelOutput, n: number): number[] {
  const chosen = new Set(output.task === 'classification' ? firstOfEachClass(output.labels) : []);
  for (const row of evenly(n, GOLDEN_RECORDS)) {
    if (chosen.size < GOLDEN_RECORDS) chosen.add(row);
  }
  return [...chosen].sort((a, b) => a - b);
}

function firstOfEachClass(labels: Int32Array): number[] {
  const first = new Map<number, number>();
  labels.forEach((label, row) => {
    if (!first.has(label)) first.set(label, row);
  });
  return [...first.values()].slice(0, GOLDEN_RECORDS);
}
