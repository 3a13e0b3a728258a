import type { ModelOutput } from '../../../lib/model/session.ts';
import type { TrainingRows } from '../../trainers/trainer.ts';
import { type Check, checkNamed } from '../context.ts';
import { figure } from '../figure.ts';
import { hits } from '../metrics/class-metrics.ts';
import { withGapsFilled } from '../metrics/with-gaps-filled.ts';
import { mcnemarExact } from '../statistics/mcnemar.ts';

const mcnemar = checkNamed('mcnemar');

/** The level at which a difference counts as one. */
const LEVEL = 0.05;

/**
 * Whether both err equally often. Where a better accuracy is asked for, it decides beside the bootstrap, whose
 * interval is too narrow when the models differ on few rows: four rows won and none lost would suffice it.
 */
export const checkMcnemar: Check = ({ input, metric, answers, sound, against }) => {
  if (answers?.holdout.task !== 'classification' || !sound)
    return mcnemar.skipped('it is a test of classes: there are no sound ones to compare');
  if (against.kind === 'missing') return mcnemar.skipped(against.why);
  const champion = withGapsFilled(input.candidate.signature, against.holdout, answers.holdout);
  const { onlyCandidate, onlyChampion } = compareHits(input.holdout, answers.holdout, champion);
  const p = mcnemarExact(onlyCandidate, onlyChampion);
  const words = `of the rows that one of them alone gets right, the candidate has ${onlyCandidate} and the champion ${onlyChampion}: exact McNemar p = ${figure(p)}`;
  const figures = { onlyCandidate, onlyChampion, p, level: LEVEL };
  if (input.mode !== 'better' || metric.name !== 'accuracy') return mcnemar.reported(words, figures);
  const holds = p < LEVEL && onlyCandidate > onlyChampion;
  return mcnemar.decided(holds, `${words}; "better" asks for p < ${LEVEL} in its favour`, figures);
};

function compareHits(truth: TrainingRows, own: ModelOutput, other: ModelOutput) {
  const [first, second] = [hits(truth, own), hits(truth, other)];
  const alone = (a: Float64Array, b: Float64Array): number =>
    a.reduce((count, hit, row) => count + (hit > b[row]! ? 1 : 0), 0);
  return { onlyCandidate: alone(first, second), onlyChampion: alone(second, first) };
}
