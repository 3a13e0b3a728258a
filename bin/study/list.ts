import { reasonOf } from '../../lib/contract/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { StoreError } from '../../lib/registry/store-errors.ts';
import { listStudies, openStudy } from '../../training/study/study.ts';
import { PlainFault } from '../terminal/faults.ts';
import { minute, plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { type StudySummary, summarise } from './summary.ts';

const HEADER = ['study', 'trials', 'of', 'best', 'by', 'made (UTC)', 'state'] as const;

/** The studies of a store, by name. */
export interface ListedStudies {
  readonly studies: readonly StudySummary[];
  /** Those that cannot be read. */
  readonly broken: readonly { readonly study: string; readonly problem: string }[];
}

/** @throws StoreError: a store that fails says nothing of any study */
export async function studiesOf(store: ObjectStore): Promise<ListedStudies> {
  const studies: StudySummary[] = [];
  const broken: ListedStudies['broken'][number][] = [];
  for (const name of await listStudies(store)) {
    try {
      const study = await openStudy(store, name);
      studies.push(await summarise(study, await study.trials()));
    } catch (thrown) {
      if (thrown instanceof StoreError) throw thrown;
      broken.push({ study: name, problem: reasonOf(thrown) });
    }
  }
  return { studies, broken };
}

/** Studies that cannot be read, each with the reason, and what to do. */
export class StudiesBroken extends PlainFault {
  override readonly name = 'StudiesBroken';

  constructor({ broken }: ListedStudies, location: string) {
    super(
      [
        `${plural(broken.length, 'study', 'studies')} cannot be read:`,
        ...broken.map(({ study, problem }) => `  ${study}: ${printable(problem)}`),
        `bring back what is damaged, use the Weir that wrote it where that is newer, or move studies/<name> out of ${location}`,
      ].join('\n'),
    );
  }
}

export function listLines({ studies, broken }: ListedStudies, location: string): string[] {
  if (studies.length === 0 && broken.length > 0) return [`No study in ${location} can be read.`];
  if (studies.length === 0) return [`No studies in ${location}. Make one with "weir train --trials 50".`];
  return table(HEADER, studies.map(row));
}

function row({ study, trials, limit, best, objective, createdAt, ended }: StudySummary): (string | number)[] {
  const found = best === null ? '-' : `${printable(objective.metric)} ${Number(best.value?.toPrecision(4))}`;
  const by = best === null ? '-' : printable(best.family);
  const waiting = trials.waiting === 0 ? '' : `, ${trials.waiting} waiting for a worker`;
  const state = ended === null ? `goes on, ${trials.running} running${waiting}` : printable(ended.reason);
  return [study, trials.complete + trials.pruned, limit, found, by, minute(createdAt), state];
}
