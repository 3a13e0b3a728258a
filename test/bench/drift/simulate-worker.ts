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
  /** From rows to verdict by the parts of production, instead of in bins. */
  readonly isFromRows: boolean;
}

parentPort!.on('message', (task: Task) => {
  const scenario = SCENARIOS[task.scenario]!;
  const simulate = task.isFromRows ? simulateFromRows : simulateInBins;
  parentPort!.postMessage(simulate(scenario, task));
});
