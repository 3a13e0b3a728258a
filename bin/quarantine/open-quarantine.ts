import { existsSync } from 'node:fs';
import { UserError } from '../../lib/contract/errors.ts';
import { keys } from '../../lib/contract/keys.ts';
import { type Catalogue, type GivenUpBatch, readCatalogue } from '../../lib/quarantine/catalogue.ts';
import type { Broken } from '../../lib/quarantine/original.ts';
import type { Selection } from '../../lib/quarantine/selection.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { Config } from '../config.ts';
import { plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import type { Reporter } from '../terminal/terminal.ts';

export interface OpenedQuarantine extends Catalogue {
  readonly store: ObjectStore;
}

/** Unreadable things that are shown one by one. */
const MAX_SHOWN = 5;

/** @throws UserError for a place that is none or is not there, StoreError for one that cannot be read */
export async function openQuarantine(
  options: { readonly model: string; readonly quarantine?: string },
  config: Config,
): Promise<OpenedQuarantine> {
  const given = options.quarantine;
  const store = openStore(given ?? config.quarantine);
  if (given !== undefined && !given.startsWith('s3://') && !existsSync(given)) {
    throw new UserError(
      `there is no directory ${given}; expected the quarantine's, such as .weir, or s3://bucket`,
    );
  }
  return { store, ...(await readCatalogue(store, options.model)) };
}

/** What could not be read is said on the side: the rest is shown all the same. */
export function noteBroken(broken: readonly Broken[], report: Reporter): void {
  for (const { key, line, problem } of broken.slice(0, MAX_SHOWN)) {
    const place = line === undefined ? key : `${key}, line ${line}`;
    report.note(`cannot be read: ${printable(`${place}: ${problem}`)}`);
  }
  const more = broken.length - MAX_SHOWN;
  if (more > 0) report.note(`… and ${plural(more, 'place')} more that cannot be read`);
}

/** Batches that came without their records cannot be replayed. */
export function noteBare(batches: readonly GivenUpBatch[], report: Reporter): void {
  const bare = batches.filter(({ hasPayload }) => !hasPayload).length;
  if (bare === 0) return;
  report.note(
    `${plural(bare, 'batch', 'batches')} of the destination came without the records and cannot be replayed: they are in the stream alone, as long as it keeps them`,
  );
}

/** Where nothing can be marked, nothing may be replayed. @throws UserError */
export function checkMarks(broken: readonly Broken[]): void {
  const marks = broken.find(({ key }) => key.startsWith(keys.replaysPrefix()));
  if (marks !== undefined) throw new UserError(marks.problem);
}

/** @throws UserError when the times are the wrong way round */
export function checkTimes({ since, until }: Pick<Selection, 'since' | 'until'>): void {
  if (since === undefined || until === undefined || since < until) return;
  throw new UserError(
    `--since is ${since.toISOString()} and --until ${until.toISOString()}; expected --until to be later`,
  );
}
