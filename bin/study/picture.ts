import type { Parameters } from '../../training/space/distribution.ts';
import { bestSoFar } from '../../training/study/best-trial.ts';
import type { StudyDefinition } from '../../training/study/definition.ts';
import type { Trial } from '../../training/study/trial.ts';
import { count, duration, minute, plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { type Mark, sparkline } from './sparkline.ts';
import type { StudySummary } from './summary.ts';

/** Trials of the table unless all are asked for. */
export const LATEST = 20;

/** Columns of the curve, and of a trial's intermediate values. */
const CURVE_COLUMNS = 60;
const STEPS_COLUMNS = 10;

/** A parameter's digits in the table: enough to tell trials apart. */
const DIGITS = 4;

const MARKS = { complete: ' ', pruned: '·', failed: '×', running: '…' } as const;
const LEGEND = '(· pruned, × failed, … running)';

const HEADER = ['', 'trial', 'state', 'value', 'steps', 'took', 'family', 'parameters', 'worker'] as const;

/**
 * What a study is, how far it is, and what it found.
 * @param studies the place that was given for it, if any
 */
export function headLines(
  definition: StudyDefinition,
  summary: StudySummary,
  trials: readonly Trial[],
  studies?: string,
): string[] {
  const { objective, sampler, pruner, seed } = definition;
  const { complete, pruned, failed, running, waiting } = summary.trials;
  const waitingText = waiting === 0 ? '' : `, ${waiting} waiting for a worker`;
  const finished = `${count(complete + pruned)} of ${plural(summary.limit, 'trial')}`;
  return [
    `${summary.study}: ${objective.direction} ${printable(objective.metric)}; sampler ${sampler.name}, pruner ${pruner.name}, seed ${seed}; made ${minute(summary.createdAt)} (UTC)`,
    `${finished}: ${complete} complete, ${pruned} pruned, ${failed} failed, ${running} running${waitingText}; ${plural(summary.takeOvers, 'take-over')}`,
    ...bestLines(definition, summary, trials),
    summary.ended === null ? goesOn(summary, studies) : `It ended: ${printable(summary.ended.reason)}.`,
  ];
}

/** A study whose workers are gone goes on with the next one. */
function goesOn({ study, trials }: StudySummary, studies: string | undefined): string {
  if (trials.running > 0) return 'It goes on.';
  const place = studies === undefined ? '' : ` --studies ${studies}`;
  return `It has not ended, and no trial of it runs now. It goes on with: weir train --study ${study}${place}`;
}

function bestLines(
  { objective }: StudyDefinition,
  { best }: StudySummary,
  trials: readonly Trial[],
): string[] {
  if (best === null) return ['No trial is complete yet.'];
  const curve = bestSoFar(trials, objective.direction);
  const first = curve.find((value) => value !== null) ?? null;
  const found = `${printable(objective.metric)} ${digits(best.value)}`;
  return [
    '',
    `best so far  ${sparkline(
      curve.map((value) => value ?? ' '),
      CURVE_COLUMNS,
    )}  from ${digits(first)} to ${digits(best.value)}`,
    `each trial   ${sparkline(trials.map(markOf), CURVE_COLUMNS)}  ${LEGEND}`,
    `the best     trial ${best.number}: ${found} by ${printable(best.family)} (${parameterText(best.parameters)})`,
    '',
  ];
}

function markOf({ state, value }: Trial): number | Mark {
  return state === 'complete' && value !== null ? value : MARKS[state];
}

/** One line a trial; the best has a star. */
export function trialTable(trials: readonly Trial[], { best, waiting }: StudySummary): string[] {
  return table(
    HEADER,
    trials.map((trial) => [
      trial.number === best?.number ? '*' : '',
      trial.number,
      waiting.includes(trial.number) ? 'waiting' : trial.state,
      digits(trial.value),
      sparkline(
        trial.steps.map(({ value }) => value),
        STEPS_COLUMNS,
      ),
      tookText(trial),
      printable(trial.family),
      parameterText(trial.parameters),
      workerText(trial),
    ]),
  );
}

function tookText({ startedAt, finishedAt }: Trial): string {
  return finishedAt === null ? '' : duration(finishedAt.getTime() - startedAt.getTime());
}

/** Who ended it, after how many attempts, and why when it is no success. */
function workerText({ worker, attempts, reason }: Trial): string {
  const tries = attempts.length === 1 ? '' : `, attempt ${attempts.length}`;
  return printable(`${worker}${tries}${reason === null ? '' : `: ${reason}`}`);
}

export function parameterText(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => printable(`${name}=${typeof value === 'number' ? digits(value) : value}`))
    .join(' ');
}

function digits(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(DIGITS)));
}
