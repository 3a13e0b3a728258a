import type { StudyDefinition } from '../definition.ts';
import type { Trial } from '../trial.ts';
import { trialRecord } from './trial-record.ts';

/** Optuna's numbers of operations (optuna.storages.journal: JournalOperation). */
const OPERATIONS = {
  createStudy: 0,
  studyUserAttribute: 2,
  studySystemAttribute: 3,
  createTrial: 4,
} as const;

/** Who wrote the records. A reader has another id, and takes none of the running trials for its own. */
const WORKER = 'weir';

/** Where Optuna keeps what the objective is called. */
const METRIC_NAMES = 'study:metric_names';

/**
 * A study as the records of a journal that Optuna 5.0 opens (JournalStorage over JournalFileBackend), and
 * optuna-dashboard with it. Trials come in the order of their numbers, since Optuna counts them itself.
 */
export function journalRecords(
  definition: StudyDefinition,
  trials: readonly Trial[],
): Record<string, unknown>[] {
  const { study, objective, space, seed, sampler, pruner } = definition;
  const { createStudy, studyUserAttribute, studySystemAttribute, createTrial } = OPERATIONS;
  const directions = [objective.direction === 'maximize' ? 2 : 1];
  const attributes = { metric: objective.metric, seed, sampler: sampler.name, pruner: pruner.name };
  return [
    record(createStudy, { study_name: study, directions }),
    record(studySystemAttribute, { study_id: 0, system_attr: { [METRIC_NAMES]: [objective.metric] } }),
    ...Object.entries(attributes).map(([name, value]) =>
      record(studyUserAttribute, { study_id: 0, user_attr: { [name]: value } }),
    ),
    ...trials.map((trial) => record(createTrial, { study_id: 0, ...trialRecord(space, trial) })),
  ];
}

function record(operation: number, fields: Record<string, unknown>): Record<string, unknown> {
  return { op_code: operation, worker_id: WORKER, ...fields };
}
