import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { counted, percent, timeSpan } from '../../../lib/report/numbers.ts';
import { type Span, timelineChart } from '../../../lib/report/timeline-chart.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import type { Trial } from '../../study/trial.ts';
import type { StudyView } from '../trials.ts';

const MOST_WORKERS = 24;

/** One worker's hold of one trial. */
interface Hold {
  readonly worker: string;
  readonly from: number;
  readonly to: number;
  /** How it ended; "lost" for one that another worker took over. */
  readonly end: Trial['state'] | 'lost';
}

/** Which worker did what when. */
export function timelinePicture({ trials }: StudyView): Html[] {
  const now = Math.max(...trials.map(({ finishedAt, startedAt }) => (finishedAt ?? startedAt).getTime()));
  const holds = trials.flatMap((trial) => holdsOf(trial, now));
  const start = Math.min(...holds.map(({ from }) => from));
  const workers = [...new Set(holds.map(({ worker }) => worker))].sort();
  const shown = workers.slice(0, MOST_WORKERS);
  const spansOf = (...ends: readonly Hold['end'][]): Span[] =>
    holds
      .filter(({ end, worker }) => ends.includes(end) && shown.includes(worker))
      .map(({ worker, from, to }) => ({
        lane: shown.indexOf(worker),
        fromS: (from - start) / 1000,
        toS: (to - start) / 1000,
      }));
  return [
    heading('Workers'),
    seen(
      busySentence(holds, workers.length, now - start),
      leftOut(workers.length, shown.length, 'workers', 'the first'),
    ),
    timelineChart(
      {
        label: 'Trials of each worker over time',
        caption: 'Each bar is a trial, by the store’s clock since the first one began.',
        legend: [
          { name: 'complete', color: 'series-1' },
          { name: 'pruned', color: 'series-3' },
          { name: 'failed, or taken over by another', color: 'series-2' },
          ...(spansOf('running').length === 0 ? [] : [{ name: 'running', color: 'series-4' } as const]),
        ],
      },
      {
        lanes: shown.map((worker) => shownName(worker, 40)),
        groups: [
          { look: { color: 'series-1', opacity: 0.85 }, spans: spansOf('complete') },
          { look: { color: 'series-3', opacity: 0.85 }, spans: spansOf('pruned') },
          { look: { color: 'series-2' }, spans: spansOf('failed', 'lost') },
          { look: { color: 'series-4', opacity: 0.85 }, spans: spansOf('running') },
        ],
      },
    ),
  ];
}

/** A trial that was taken over has several, each until the next. */
function holdsOf({ attempts, worker, startedAt, finishedAt, state }: Trial, now: number): Hold[] {
  const end = finishedAt?.getTime() ?? now;
  const last = attempts.at(-1);
  if (last === undefined) return [{ worker, from: startedAt.getTime(), to: end, end: state }];
  const lost = attempts.slice(0, -1).map((attempt, index) => ({
    worker: attempt.worker,
    from: attempt.claimedAt.getTime(),
    to: attempts[index + 1]!.claimedAt.getTime(),
    end: 'lost' as const,
  }));
  return [...lost, { worker: last.worker, from: last.claimedAt.getTime(), to: end, end: state }];
}

function busySentence(holds: readonly Hold[], workers: number, ms: number): string {
  const busy = holds.reduce((sum, { from, to }) => sum + to - from, 0);
  const lost = holds.filter(({ end }) => end === 'lost').length;
  const taken =
    lost === 0 ? '' : ` ${counted(lost, 'hold was', 'holds were')} lost or handed back, and taken over.`;
  const share = ms > 0 ? `, busy ${percent(Math.min(busy / (ms * workers), 1), 0)} of the time` : '';
  return `${counted(workers, 'worker')} took ${timeSpan(ms / 1000)} in all${share}.${taken}`;
}
