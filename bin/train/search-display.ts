import type { Failure, SearchProgress } from '../../training/search/search-progress.ts';
import { duration } from '../terminal/format.ts';
import type { ProgressLine } from '../terminal/progress.ts';
import type { Reporter } from '../terminal/terminal.ts';

/** Characters of a reason that are shown. */
const REASON_MAX = 300;

/**
 * Shows how far a search is: trials, the best so far, what was given up, the time left; and, once for each family
 * that fails, why.
 */
export class SearchDisplay {
  readonly #line: ProgressLine;
  readonly #explained = new Set<string>();

  /** @param trials as many are wanted */
  constructor(report: Reporter, trials: number) {
    this.#line = report.progress('trials', trials);
  }

  update(progress: SearchProgress): void {
    const news = progress.firstFailures.filter(({ family }) => !this.#explained.has(family));
    for (const failure of news) this.#explain(failure);
    this.#line.update(progress.finished, progressText(progress));
  }

  /** Says something by the way. */
  note(text: string): void {
    this.#line.note(`  ${text}`);
  }

  end(): void {
    this.#line.end();
  }

  /** Its first line: what fails may quote a whole log. */
  #explain({ trial, family, reason }: Failure): void {
    this.#explained.add(family);
    const [first] = reason.trim().split('\n', 1);
    this.note(`${family} fails, first in trial ${trial}: ${shortened(first!)}`);
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

function shortened(text: string): string {
  return text.length <= REASON_MAX ? text : `${text.slice(0, REASON_MAX - 1)}…`;
}

/** Four digits that count. */
export function figure(value: number): string {
  return Math.abs(value) < 1 ? value.toFixed(4) : String(Number(value.toPrecision(5)));
}
