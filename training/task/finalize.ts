import { ModelRegistry } from '../../lib/registry/registry.ts';
import { finalizeSearch } from '../search/finalize.ts';
import type { FinalizeConfig } from './config.ts';
import { checkEnoughTrials } from './enough-trials.ts';
import { EXIT } from './exit-codes.ts';
import { openOwnStudy } from './own-study.ts';
import type { TaskTools } from './tools.ts';

/**
 * Ends a study: the best are refitted, the best of all is judged, published, and promoted where the gate says so.
 * Called again, it finds what it did.
 * @throws Error when too few trials finished
 * @throws UserError for a study with programs in it
 */
export async function finalize(config: FinalizeConfig, tools: TaskTools): Promise<number> {
  const { study, threads, mlflowUri } = config;
  const store = tools.openStore(config.studies);
  await checkEnoughTrials(await openOwnStudy(store, study));
  const { model, version, champion, verdict } = await finalizeSearch({
    store,
    study,
    registry: new ModelRegistry(tools.openStore(config.registry)),
    openSession: tools.openSession,
    by: `training ${study}`,
    promote: config.promote,
    threads,
    signal: tools.signal,
    mlflow: mlflowUri === undefined ? undefined : { uri: mlflowUri, signal: tools.signal },
    onProgress: (message) => tools.log({ message }),
  });
  tools.log({
    message: `version ${version} of ${model} is published: ${champion.reason}`,
    moved: champion.moved,
    verdict: verdict.reason,
  });
  return EXIT.done;
}
