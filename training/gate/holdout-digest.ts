import { createHash } from 'node:crypto';
import { isClassified, type TrainingRows } from '../trainers/trainer.ts';

/** SHA-256 of the rows as the model gets them, then of the truth: two verdicts of equal digests asked the same. */
export function holdoutDigest(holdout: TrainingRows): string {
  const truth = isClassified(holdout) ? holdout.labels : holdout.targets;
  const hash = createHash('sha256');
  for (const part of [holdout.values, truth]) {
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest('hex');
}
