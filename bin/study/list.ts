import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { listStudies, openStudy } from '../../training/study/study.ts';
import { minute } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { type StudySummary, summarise } from './summary.ts';

const HEADER = ['study', 'trials', 'of', 'best', 'by', 'made (UTC)', 'state'] as const;

/** All studies of a store, by name. */
export async function summariesOf(store: ObjectStore): Promise<StudySummary[]> {
  const summaries: StudySummary[] = [];
  for (const name of await listStudies(store)) {
    const study = await openStudy(store, name);
    summaries.push(await summarise(study, await study.trials()));
  }
  return summaries;
}

export function listLines(summaries: readonly StudySummary[], location: string): string[] {
  if (summaries.length === 0) return [`No studies in ${location}. Make one with "weir train --trials 50".`];
  return table(HEADER, summaries.map(row));
}

function row({ study, trials, limit, best, objective, createdAt, ended }: StudySummary): (string | number)[] {
  const found = best === null ? '-' : `${printable(objective.metric)} ${Number(best.value?.toPrecision(4))}`;
  const by = best === null ? '-' : printable(best.family);
  const waiting = trials.waiting === 0 ? '' : `, ${trials.waiting} waiting for a worker`;
  const state = ended === null ? `goes on, ${trials.running} running${waiting}` : printable(ended.reason);
  return [study, trials.complete + trials.pruned, limit, found, by, minute(createdAt), state];
}
