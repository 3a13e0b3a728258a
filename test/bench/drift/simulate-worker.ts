import { parentPort } from 'node:worker_threads';
import { simulateFromRows } from './from-rows.ts';
import { simulateInBins } from './in-bins.ts';
import { SCENARIOS } from './scenarios.ts';

/** A share of a scenario's simulations. */
export interface Task {
  readonly scenario: number;
  readonly seed: number;
  readonly simulations: number;
  /** Simulations that share a history; 1 for one each. */
  readonly judged: number;
}

/** Rows of simulations in which each is made and counted by itself; more rows take the fast path in bins. */
const MOST_ROWS = 100_000;

parentPort!.on('message', (task: Task) => {
  const scenario = SCENARIOS[task.scenario]!;
  const rows = scenario.rowsPerHour * scenario.judgedHours * scenario.features;
  const isSmall = scenario.history === 0 && rows <= MOST_ROWS;
  parentPort!.postMessage(isSmall ? simulateFromRows(scenario, task) : simulateInBins(scenario, task));
});
