import type { Label, LoggedPrediction } from '../../lib/contract/profile.ts';
import { type Tally, TallyCounter, type Task } from './tally.ts';

/** What is known of a prediction's truth. */
export type Truth = Pick<Label, 'label' | 'at'>;

/** Labels by the id of their prediction: of several the latest counts, and of those at once the greater text. */
export class Truths {
  readonly #byId = new Map<string, Truth>();

  add({ id, label, at }: Label): void {
    const known = this.#byId.get(id);
    if (known === undefined || isLater({ label, at }, known)) this.#byId.set(id, { label, at });
  }

  get(id: string): Truth | undefined {
    return this.#byId.get(id);
  }

  get size(): number {
    return this.#byId.size;
  }
}

function isLater(one: Truth, than: Truth): boolean {
  const later = Date.parse(one.at) - Date.parse(than.at);
  return later === 0 ? JSON.stringify(one.label) > JSON.stringify(than.label) : later > 0;
}

export interface JoinInput {
  /** Those that name the hour. */
  readonly named: Truths;
  /** Those that name none. */
  readonly anywhere: Truths;
  /** The hour's log: of an id that comes again, by a redelivery, the first counts. */
  readonly log: AsyncIterable<LoggedPrediction> | Iterable<LoggedPrediction>;
  readonly taskOf: (version: number) => Promise<Task>;
}

/** Compares the labels of an hour with its predictions. Memory goes with the labels, not with the predictions. */
export async function joinHour(
  input: JoinInput,
): Promise<{ readonly versions: Tally[]; readonly unknown: number }> {
  const counters = new Map<number, TallyCounter>();
  const seen = new Set<string>();
  let found = 0;
  for await (const { id, version, label, at } of input.log) {
    const counter = counters.get(version) ?? new TallyCounter(version, await input.taskOf(version));
    counters.set(version, counter);
    counter.log();
    const named = input.named.get(id);
    const truth = laterOf(named, input.anywhere.get(id));
    if (truth === undefined || seen.has(id)) continue;
    seen.add(id);
    if (named !== undefined) found++;
    const lagSeconds = (Date.parse(truth.at) - Date.parse(at)) / 1000;
    counter.add({ predicted: label, truth: truth.label, lagSeconds });
  }
  const versions = [...counters].toSorted(([a], [b]) => a - b).map(([, counter]) => counter.tally());
  return { versions, unknown: input.named.size - found };
}

function laterOf(a: Truth | undefined, b: Truth | undefined): Truth | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isLater(b, a) ? b : a;
}
