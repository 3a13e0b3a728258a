import type { RejectionReason } from '../../lib/contract/rejection.ts';
import type { BadKind } from './bad-kinds.ts';
import { Histogram } from './histogram.ts';
import type { Flight } from './in-flight.ts';
import { Series } from './series.ts';

/** What became of the records of one kind; good ones are a kind too. */
export interface KindTally {
  sent: number;
  predicted: number;
  /** Rejected for the reason that was expected. */
  rejected: number;
  /** Rejected for another one. */
  otherwiseRejected: number;
  inDestination: number;
}

/** The moments of a prediction, in milliseconds since 1970, each by the clock of the one who took it. */
export interface PredictionMoments {
  /** When the input stream had the record; undefined in compact predictions, like the next. */
  readonly arrivedAt: number | undefined;
  readonly predictedAt: number | undefined;
  /** When the output stream had the prediction. */
  readonly putOutAt: number;
  readonly readAt: number;
}

/** Where the time between due and read goes. A clock that is behind another shows as zero. */
export const STAGES = {
  waiting: 'from the moment a record was due to the call that put it',
  putting: 'from that call to the arrival on the input stream',
  predicting: 'from there to the prediction: the event source mapping, and the function',
  answering: "from there to the prediction's arrival on the output stream",
  reading: 'from there to the read that brought it here',
} as const;

export type Stage = keyof typeof STAGES;

/** Everything that is counted while a load runs; bounded, but for some 60 bytes a second. */
export class Measures {
  /** When the first record was due, by the run's clock: the seconds count from here. */
  startMs = 0;
  readonly latency = new Histogram();
  readonly stages: Readonly<Record<Stage, Histogram>>;
  readonly series = new Series();
  readonly reasons = new Map<RejectionReason, number>();
  readonly versions = new Set<number>();
  sent = 0;
  predicted = 0;
  rejected = 0;
  inDestination = 0;
  readonly #kinds = new Map<BadKind | undefined, KindTally>();

  constructor() {
    this.stages = Object.fromEntries(Object.keys(STAGES).map((stage) => [stage, new Histogram()])) as Record<
      Stage,
      Histogram
    >;
  }

  addSent(flights: readonly Flight[], atMs: number): void {
    for (const { kind } of flights) this.kind(kind).sent++;
    this.sent += flights.length;
    this.series.sent(atMs - this.startMs, flights.length);
  }

  addPrediction({ kind, dueAt, putAt }: Flight, moments: PredictionMoments): void {
    const { arrivedAt, predictedAt, putOutAt, readAt } = moments;
    this.kind(kind).predicted++;
    this.predicted++;
    this.latency.add(readAt - dueAt);
    this.series.predicted(readAt - this.startMs, readAt - dueAt);
    this.stages.waiting.add(putAt - dueAt);
    this.stages.reading.add(readAt - putOutAt);
    if (arrivedAt === undefined || predictedAt === undefined) return;
    this.stages.putting.add(arrivedAt - putAt);
    this.stages.predicting.add(predictedAt - arrivedAt);
    this.stages.answering.add(putOutAt - predictedAt);
  }

  addRejection({ kind }: Flight, reason: RejectionReason, atMs: number): void {
    const tally = this.kind(kind);
    if (reason === kind?.reason) tally.rejected++;
    else tally.otherwiseRejected++;
    this.rejected++;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    this.series.rejected(atMs - this.startMs, 1);
  }

  addFailed({ kind }: Flight): void {
    this.kind(kind).inDestination++;
    this.inDestination++;
  }

  /** @param kind undefined: the good ones */
  kind(kind: BadKind | undefined): KindTally {
    let tally = this.#kinds.get(kind);
    if (tally === undefined) {
      tally = { sent: 0, predicted: 0, rejected: 0, otherwiseRejected: 0, inDestination: 0 };
      this.#kinds.set(kind, tally);
    }
    return tally;
  }
}
