import type { DriftResult } from '../../lib/contract/drift.ts';
import { comparisons } from '../../lib/report/comparison.ts';
import type { Html } from '../../lib/report/html.ts';
import { seen } from '../../lib/report/words.ts';
import { differenceCard } from './difference.ts';

/** What the model answers, and how sure it is, beside its answers to rows that it had not seen. */
export function answersSection({ prediction, confidence }: DriftResult): Html[] {
  const there = [prediction, confidence].filter((difference) => difference !== null);
  if (there.length === 0) return [seen('Neither predictions nor confidence were compared.')];
  return [
    seen("Beside the version's answers to rows that it was not trained on."),
    comparisons(there.map((difference) => differenceCard(difference))),
  ];
}
