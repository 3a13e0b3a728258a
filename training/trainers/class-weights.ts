import type { ClassifiedRows } from './trainer.ts';

/** 'balanced': every class counts for as much as another, however few rows it has. */
export type ClassWeight = 'none' | 'balanced';

/** What the rows of each class count for: 1, or balanced rows / (classes · rows of the class), as scikit-learn. */
export function classWeights({ labels, classes, count }: ClassifiedRows, kind: ClassWeight): number[] {
  if (kind === 'none') return new Array<number>(classes).fill(1);
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts.map((own) => count / (classes * Math.max(own, 1)));
}
