import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { prepareSearch } from '../search/prepare.ts';
import type { PrepareConfig } from './config.ts';
import { EXIT } from './exit-codes.ts';
import type { RunInput } from './run-input.ts';
import type { TaskTools } from './tools.ts';

/**
 * Reads the data and writes the study that the workers share. The same run again finds the same study.
 * @throws UserError for data or an input that cannot be searched with, before anything is written
 */
export async function prepare(config: PrepareConfig, tools: TaskTools): Promise<number> {
  const { input, study, datasets } = config;
  const { model, trials, workers, limits, sampler, pruner, ...rest } = asked(input);
  const store: ObjectStore = tools.openStore(config.studies);
  const { definition, problem } = await prepareSearch({
    ...rest,
    name: model,
    store,
    study,
    openStore: tools.openStore,
    dataPrefix: datasets,
    sampler: sampler && { name: sampler },
    pruner: pruner && { name: pruner },
    limits: { ...limits, trials },
    onProgress: (message) => tools.log({ message }),
  });
  tools.log({
    message: `the study ${study} is ready for ${workers} workers`,
    rows: problem.data.rows,
    sha256: problem.data.sha256,
    families: Object.keys(definition.space),
    trials: definition.limits.trials,
  });
  return EXIT.done;
}

/** What concerns the study, without what names it and what its end goes by. */
function asked({ study: _, scheduledTime: __, promote: ___, ...rest }: RunInput) {
  return rest;
}
