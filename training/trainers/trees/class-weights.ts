import type { ClassifiedRows } from '../trainer.ts';

/** How much a row of each class counts. */
export type ClassWeight = 'none' | 'balanced';

/** Weights by class: all 1, or rows / (classes · rows of the class), so that every class counts the same. */
export function classWeights({ labels, classes, count }: ClassifiedRows, how: ClassWeight): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]!++;
  return counts.map((rows) => (how === 'none' ? 1 : count / (classes * rows)));
}
