import type { Study } from '../study/study.ts';

/** Of the trials that were asked for, the share without which a search has said too little to end with. */
const ENOUGH = 0.5;

/**
 * A study that came to its own end has enough trials; of one that was left, such as by workers that all died, half
 * must have finished.
 * @throws Error that says how many did
 */
export async function checkEnoughTrials(study: Study): Promise<void> {
  if ((await study.ended()) !== undefined) return;
  const trials = await study.trials();
  const finished = trials.filter(({ state }) => state === 'complete' || state === 'pruned').length;
  const wanted = Math.ceil(study.definition.limits.trials * ENOUGH);
  if (finished >= wanted) return;
  throw new Error(
    `${finished} of ${study.definition.limits.trials} trials of ${study.name} finished, and at least ${wanted} are wanted: start the run again with the same study, and it goes on`,
  );
}
