import type { FlowPoint, FlowView, Quantiles, Tally } from './api.ts';
import { FLOW_SECONDS } from './api.ts';
import { type BatchLine, readBatchLine } from './batch-line.ts';

/** Width of a point: a hundred of them in five minutes. */
const STEP_SECONDS = 3;
const STEPS = FLOW_SECONDS / STEP_SECONDS;
/** Over which a rate is taken: long enough for batches that come once a second, short enough to be now. */
const RATE_SECONDS = 10;
/** Latencies that are kept: enough for a 95th percentile. */
const MAX_LATENCIES = 512;
const CONFIDENCE_BINS = 10;

/** What happened in one step, on the way to being a point. */
interface Step {
  /** Number of the step since 1970. */
  at: number;
  predicted: number;
  rejected: number;
  unfinished: number;
  batches: number;
  batchMs: number;
  confidences: number;
  confidence: number;
  readonly confidenceBins: number[];
}

interface Latency {
  readonly atMs: number;
  readonly ms: number;
}

/**
 * The stream's flow over the latest minutes, taken from the function's metric lines. Its memory does not grow with
 * records or time.
 */
export class Flow {
  readonly #now: () => number;
  readonly #steps: Step[];
  readonly #recent: { atMs: number; readonly tally: Tally }[] = [];
  readonly #batchMs: Latency[] = [];
  readonly #responseMs: Latency[] = [];
  #totals: Tally = { predicted: 0, rejected: 0, unfinished: 0 };
  #served: number | null = null;
  #waiting: string | null = null;

  /** @param now in milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
    this.#steps = Array.from({ length: STEPS }, () => emptyStep(-1));
  }

  /** Records that were rejected so far: when it grows, the quarantine has more. */
  get rejected(): number {
    return this.#totals.rejected;
  }

  /** Takes a line that the function printed; lines that are no batch's metrics change nothing. */
  take(line: string): void {
    const batch = readBatchLine(line);
    if (batch === undefined) return;
    const atMs = this.#now();
    this.#totals = added(this.#totals, batch);
    if (batch.version !== undefined) this.#served = batch.version;
    this.#waiting = batch.waiting ?? null;
    this.#recent.push({ atMs, tally: batch });
    this.#dropOld(atMs);
    addTo(this.#stepAt(atMs), batch);
    keep(this.#batchMs, atMs, batch.batchMs);
    keep(this.#responseMs, atMs, batch.responseMs);
  }

  view(): FlowView {
    const nowMs = this.#now();
    this.#dropOld(nowMs);
    const steps = this.#latestSteps(nowMs);
    return {
      totals: this.#totals,
      rates: perSecond(this.#recent.map(({ tally }) => tally)),
      stepSeconds: STEP_SECONDS,
      series: steps.map(pointOf),
      batchMs: quantiles(this.#batchMs, nowMs),
      responseMs: quantiles(this.#responseMs, nowMs),
      confidence: confidenceOf(steps),
      served: this.#served,
      waiting: this.#waiting,
    };
  }

  #dropOld(nowMs: number): void {
    const from = nowMs - RATE_SECONDS * 1000;
    // What lies ahead came before somebody set the clock back.
    const keepFrom = this.#recent.findIndex(({ atMs }) => atMs >= from && atMs <= nowMs);
    this.#recent.splice(0, keepFrom < 0 ? this.#recent.length : keepFrom);
  }

  #stepAt(atMs: number): Step {
    const at = Math.floor(atMs / (STEP_SECONDS * 1000));
    const place = at % STEPS;
    if (this.#steps[place]!.at !== at) this.#steps[place] = emptyStep(at);
    return this.#steps[place]!;
  }

  #latestSteps(nowMs: number): Step[] {
    const last = Math.floor(nowMs / (STEP_SECONDS * 1000));
    return Array.from({ length: STEPS }, (_, index) => {
      const at = last - STEPS + 1 + index;
      const step = this.#steps[at % STEPS]!;
      return step.at === at ? step : emptyStep(at);
    });
  }
}

function emptyStep(at: number): Step {
  const none = {
    predicted: 0,
    rejected: 0,
    unfinished: 0,
    batches: 0,
    batchMs: 0,
    confidences: 0,
    confidence: 0,
  };
  return { at, ...none, confidenceBins: new Array<number>(CONFIDENCE_BINS).fill(0) };
}

function addTo(step: Step, batch: BatchLine): void {
  step.predicted += batch.predicted;
  step.rejected += batch.rejected;
  step.unfinished += batch.unfinished;
  if (batch.batchMs !== undefined) {
    step.batches++;
    step.batchMs += batch.batchMs;
  }
  for (const confidence of batch.confidences) {
    step.confidences++;
    step.confidence += confidence;
    step.confidenceBins[Math.min(Math.floor(confidence * CONFIDENCE_BINS), CONFIDENCE_BINS - 1)]!++;
  }
}

function pointOf({ predicted, rejected, unfinished, batches, batchMs }: Step): FlowPoint {
  return { predicted, rejected, unfinished, batchMs: batches === 0 ? null : rounded(batchMs / batches) };
}

function added(a: Tally, b: Tally): Tally {
  return {
    predicted: a.predicted + b.predicted,
    rejected: a.rejected + b.rejected,
    unfinished: a.unfinished + b.unfinished,
  };
}

function perSecond(tallies: readonly Tally[]): Tally {
  const { predicted, rejected, unfinished } = tallies.reduce(added, {
    predicted: 0,
    rejected: 0,
    unfinished: 0,
  });
  return {
    predicted: rounded(predicted / RATE_SECONDS),
    rejected: rounded(rejected / RATE_SECONDS),
    unfinished: rounded(unfinished / RATE_SECONDS),
  };
}

function keep(latencies: Latency[], atMs: number, ms: number | undefined): void {
  if (ms === undefined) return;
  latencies.push({ atMs, ms });
  if (latencies.length > MAX_LATENCIES) latencies.shift();
}

function quantiles(latencies: readonly Latency[], nowMs: number): Quantiles | null {
  const from = nowMs - FLOW_SECONDS * 1000;
  const sorted = latencies
    .filter(({ atMs }) => atMs >= from)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (share: number): number =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!);
  return { p50: at(0.5), p95: at(0.95) };
}

function confidenceOf(steps: readonly Step[]): FlowView['confidence'] {
  const count = steps.reduce((sum, step) => sum + step.confidences, 0);
  if (count === 0) return null;
  const shares = Array.from(
    { length: CONFIDENCE_BINS },
    (_, bin) => steps.reduce((sum, step) => sum + step.confidenceBins[bin]!, 0) / count,
  );
  return { mean: steps.reduce((sum, step) => sum + step.confidence, 0) / count, shares };
}

/** Three digits behind the point are more than anybody reads. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
