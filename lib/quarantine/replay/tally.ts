import type { RejectionReason } from '../../contract/rejection.ts';
import type { DoneRecord } from './replay-answer.ts';
import type { ReplayRecord } from './replay-event.ts';

/** A record on which the function itself fails: it stays waiting. */
export interface FailedRecord {
  readonly predictionId: string;
  readonly message: string;
}

/** How a replay went, in counts. */
export interface ReplayCounts {
  /** Records that were to be replayed: replayed + failed + notReached. */
  readonly selected: number;
  /** Answered by the function. */
  readonly replayed: number;
  /** Predictions; a KPL aggregate of the destination may come to many. */
  readonly predicted: number;
  /** Rejections, with the same remark. */
  readonly rejected: number;
  readonly rejectedByReason: Readonly<Partial<Record<RejectionReason, number>>>;
  readonly failed: readonly FailedRecord[];
  /** They stay waiting as they were. */
  readonly notReached: number;
  /** Of the replayed: the version that answered last. */
  readonly version: number | undefined;
  /** Of the replayed, with a fix: mended by each rule, and what no rule mended. */
  readonly mending: MendingCounts;
}

export interface MendingCounts {
  readonly mended: number;
  readonly byRule: Readonly<Record<string, number>>;
  readonly unchanged: number;
  /** The data is no JSON object. */
  readonly notJson: number;
}

export class Tally {
  readonly #selected: number;
  #replayed = 0;
  #predicted = 0;
  #rejected = 0;
  #version: number | undefined;
  readonly #byReason = new Map<RejectionReason, number>();
  readonly #byRule = new Map<string, number>();
  readonly #kinds = { mended: 0, unchanged: 0, 'not-json': 0 };
  readonly #failed: FailedRecord[] = [];

  constructor(selected: number) {
    this.#selected = selected;
  }

  add(done: readonly DoneRecord[], version: number | undefined): void {
    this.#version = version ?? this.#version;
    for (const { record, predictions, rejections } of done) {
      this.#replayed++;
      this.#predicted += predictions;
      this.#rejected += rejections.length;
      for (const { reason } of rejections) increment(this.#byReason, reason);
      if (record.mended === undefined) continue;
      this.#kinds[record.mended.kind]++;
      if (record.mended.kind === 'mended')
        for (const rule of record.mended.rules) increment(this.#byRule, rule);
    }
  }

  fail({ entry }: ReplayRecord, message: string): void {
    this.#failed.push({ predictionId: entry.predictionId, message });
  }

  /** Records that are answered or given up. */
  get settled(): number {
    return this.#replayed + this.#failed.length;
  }

  counts(): ReplayCounts {
    return {
      selected: this.#selected,
      replayed: this.#replayed,
      predicted: this.#predicted,
      rejected: this.#rejected,
      rejectedByReason: Object.fromEntries(this.#byReason),
      failed: this.#failed,
      notReached: this.#selected - this.settled,
      version: this.#version,
      mending: {
        mended: this.#kinds.mended,
        byRule: Object.fromEntries(this.#byRule),
        unchanged: this.#kinds.unchanged,
        notJson: this.#kinds['not-json'],
      },
    };
  }
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
