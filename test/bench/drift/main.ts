import { parseArgs } from 'node:util';
import { type Outcome, ratesOf } from './outcome.ts';
import { pictureOf, type Row } from './picture.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import type { Task } from './simulate-worker.ts';
import { missedTarget } from './targets.ts';
import { runTasks } from './workers.ts';

/**
 * `npm run bench:drift`: how often the drift rules alarm when nothing changed, and how often they find what did, with
 * Evidently's default rules beside them on the same windows.
 *   --simulations <n>  of each scenario. Default: 1000
 *   --quick            twenty simulations share a history of two weeks, and a quarter of those without one is made
 *                      from rows, instead of all
 *   --only <text>      scenarios whose name holds the text
 *   --seed <n>         default: 1
 * Exits with 1 when a target is missed. The last line is JSON.
 */
const THREADS = 2;
/** Simulations of a task: all threads end at about the same time. */
const TASK_SIMULATIONS = 100;
const QUICK = { taskSimulations: 250, judged: 20 } as const;
/** Values of a simulation that is made and counted row by row; more take the fast path in bins. */
const MOST_VALUES_FROM_ROWS = 100_000;

const { values } = parseArgs({
  options: {
    simulations: { type: 'string', default: '1000' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
  },
});
const simulations = Number(values.simulations);
const chosen = SCENARIOS.filter(({ name }) => name.includes(values.only));
if (!(Number.isInteger(simulations) && simulations >= 1 && chosen.length > 0)) {
  console.error('Expected --simulations 1 or more, and --only with a text that a scenario holds.');
  process.exit(2);
}

const started = performance.now();
const tasks = chosen.flatMap(tasksOf);
const outcomes = await runTasks(tasks, THREADS);
const rows = chosen.map((scenario): Row => {
  const index = SCENARIOS.indexOf(scenario);
  const own = outcomes.filter((_, task) => tasks[task]!.scenario === index).flat() as Outcome[];
  return { scenario, rates: ratesOf(scenario, own) };
});
const missed = rows
  .map(({ scenario, rates }) => missedTarget(scenario, rates))
  .filter((text) => text !== undefined);

console.log(`\n${pictureOf(rows)}\n`);
for (const target of missed) console.log(`MISSED: ${target}`);
if (missed.length === 0) console.log('All targets are met.');
const seconds = Math.round((performance.now() - started) / 1000);
const figures = Object.fromEntries(rows.map(({ scenario, rates }) => [scenario.name, rates]));
console.log(JSON.stringify({ seed: Number(values.seed), seconds, missed: missed.length, figures }));
process.exitCode = missed.length === 0 ? 0 : 1;

function tasksOf(scenario: Scenario): Task[] {
  const index = SCENARIOS.indexOf(scenario);
  const size = values.quick ? QUICK.taskSimulations : TASK_SIMULATIONS;
  return Array.from({ length: Math.ceil(simulations / size) }, (_, part) => ({
    scenario: index,
    seed: (Number(values.seed) * 1000 + index) * 1000 + part,
    simulations: Math.min(size, simulations - part * size),
    judged: values.quick ? QUICK.judged : 1,
    isFromRows: isSmall(scenario) && (part === 0 || !values.quick),
  }));
}

function isSmall({ history, rowsPerHour, judgedHours, features }: Scenario): boolean {
  return history === 0 && rowsPerHour * judgedHours * features <= MOST_VALUES_FROM_ROWS;
}
