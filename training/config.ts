import { DATA_ENV } from '../lib/contract/environment.ts';

/** What training takes from the environment. */
export interface TrainingEnvironment {
  /** WEIR_DATA: a CSV file to train on where none is named. */
  readonly environmentData?: string;
}

/** Read once per process, by whoever starts it. An empty variable counts as unset. */
export function readTrainingEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): TrainingEnvironment {
  const data = environment[DATA_ENV];
  return Object.freeze(data ? { environmentData: data } : {});
}
