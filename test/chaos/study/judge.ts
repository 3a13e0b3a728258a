import type { Trial } from '../../../training/study/trial.ts';
import { verifyStudy } from '../../../training/study/verify.ts';
import type { Hold } from './blows.ts';
import { DEADLY } from './deadly.ts';
import type { StudyChaosRun } from './run-study-chaos.ts';

/** What came of a run, and what is wrong with it. */
export interface StudyChaosVerdict {
  readonly line: string;
  readonly problems: readonly string[];
}

export interface Asked {
  readonly trials: number;
  readonly kills: number;
  readonly pauses: number;
}

/** Holds what the store says against what was done to the workers. */
export async function judge(run: StudyChaosRun, asked: Asked): Promise<StudyChaosVerdict> {
  const trials = await run.study.trials();
  const verified = await verifyStudy(run.study);
  const finished = trials.filter(({ state }) => state === 'complete' || state === 'pruned');
  const inTheMiddle = run.killed.filter((hold) => wasTakenOver(hold, trials[hold.number]));
  const pausesHeld = run.paused.filter((hold) => wasTakenOver(hold, trials[hold.number]));
  const refused = pausesHeld.filter((hold) => run.refused.some((other) => isSame(hold, other)));
  const deadly = trials[DEADLY];
  const checks: [boolean, string][] = [
    [finished.length === asked.trials, `${finished.length} trials are finished, expected ${asked.trials}`],
    [verified.results === trials.length, `${verified.results} results for ${trials.length} trials`],
    [inTheMiddle.length >= asked.kills, `${inTheMiddle.length} kills in a trial, expected ${asked.kills}`],
    [
      pausesHeld.length >= asked.pauses,
      `${pausesHeld.length} trials taken from a paused worker, expected ${asked.pauses}`,
    ],
    [
      refused.length === pausesHeld.length,
      `${refused.length} of ${pausesHeld.length} paused workers were refused`,
    ],
    [
      deadly?.state === 'failed' && deadly.attempts.length === 3,
      `trial ${DEADLY}: ${deadly?.state}, ${deadly?.reason}`,
    ],
    [run.clocksApartMs >= 55_000, `clocks differ by ${run.clocksApartMs} ms, expected 60 s`],
  ];
  const problems = [
    ...checks.filter(([holds]) => !holds).map(([, problem]) => problem),
    ...verified.problems.map(({ trial, what }) => `trial ${trial}: ${what}`),
    ...run.faults,
  ];
  const line =
    `${finished.length} trials finished, ${trials.length - finished.length} failed, by ${run.processes} processes in ${run.seconds.toFixed(1)} s: ` +
    `${inTheMiddle.length} killed in a trial, ${refused.length} of ${pausesHeld.length} paused ones refused, ` +
    `${verified.attempts} attempts, ${verified.recomputed} of ${verified.trials} suggestions recomputed, ` +
    `clocks ${Math.round(run.clocksApartMs / 1_000)} s apart`;
  return { line, problems };
}

/** Whether a hold is listed, and another one ended the trial. */
function wasTakenOver({ worker, epoch }: Hold, trial: Trial | undefined): boolean {
  const isListed = trial?.attempts.some((attempt) => attempt.worker === worker && attempt.epoch === epoch);
  const endedByOther = trial !== undefined && (trial.epoch > epoch || trial.state === 'failed');
  return isListed === true && endedByOther;
}

function isSame(a: Hold, b: Hold): boolean {
  return a.worker === b.worker && a.number === b.number && a.epoch === b.epoch;
}
