import type { Subspace } from '../space/distribution.ts';
import type { ClassifiedRows, Task } from './trainer.ts';

/** 'balanced': every class counts for as much as another, however few rows it has. */
export type ClassWeight = 'none' | 'balanced';

export const CLASS_WEIGHTS: readonly ClassWeight[] = ['none', 'balanced'];

/** What a search chooses from; nothing for a regression. */
export function classWeightSpace(task: Task): Subspace {
  return task === 'classification'
    ? { classWeight: { kind: 'categorical', choices: [...CLASS_WEIGHTS] } }
    : {};
}

/** What the rows of each class count for: 1, or balanced rows / (classes · rows of the class), as scikit-learn. */
export function classWeights({ labels, classes, count }: ClassifiedRows, kind: ClassWeight): Float64Array {
  if (kind === 'none') return new Float64Array(classes).fill(1);
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]!++;
  return counts.map((own) => count / (classes * Math.max(own, 1)));
}
