import type { SearchProgress } from '../../training/search/search-progress.ts';
import { duration } from '../terminal/format.ts';
import type { ProgressLine } from '../terminal/progress.ts';
import type { Reporter } from '../terminal/terminal.ts';

/** Shows how far a search is: trials, the best so far, what was given up, the time left. */
export class SearchDisplay {
  readonly #line: ProgressLine;

  /** @param trials as many are wanted */
  constructor(report: Reporter, trials: number) {
    this.#line = report.progress('trials', trials);
  }

  update(progress: SearchProgress): void {
    this.#line.update(progress.finished, progressText(progress));
  }

  end(): void {
    this.#line.end();
  }
}

/** "best accuracy 0.6842 (forest, trial 12); 9 pruned; about 2 min 5 s left". */
export function progressText({
  best,
  metric,
  pruned,
  failed,
  running,
  secondsLeft,
  finished,
  wanted,
}: SearchProgress): string {
  const parts = [
    best && `best ${metric} ${figure(best.value)} (${best.family}, trial ${best.trial})`,
    pruned > 0 && `${pruned} pruned`,
    failed > 0 && `${failed} failed`,
    running > 0 && `${running} running`,
    finished < wanted && secondsLeft !== undefined && `about ${duration(secondsLeft * 1000)} left`,
  ];
  return parts.filter((part) => typeof part === 'string').join('; ');
}

/** Four digits that count. */
export function figure(value: number): string {
  return Math.abs(value) < 1 ? value.toFixed(4) : String(Number(value.toPrecision(5)));
}
