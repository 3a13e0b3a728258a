import { UserError } from '../../lib/contract/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { preparedOf } from '../search/prepare.ts';
import { openStudy, type Study } from '../study/study.ts';

/**
 * The study of a run. Workers write studies, and the task that ends them may move aliases: a study with programs in
 * it would make the one run what the other wrote.
 * @throws UserError when there is none, or it has programs of its own
 */
export async function openOwnStudy(store: ObjectStore, name: string): Promise<Study> {
  const study = await openStudy(store, name);
  const programs = Object.keys(preparedOf(study.definition).problem.programs);
  if (programs.length === 0) return study;
  throw new UserError(
    `the study ${name} has trainers that are programs (${programs.join(', ')}), which run on one's own machine alone: search there, or begin another study`,
  );
}
