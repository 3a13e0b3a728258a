import type { Manifest } from '../../../lib/contract/manifest.ts';
import { within } from '../champion/within.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Deadline } from '../respond/deadline.ts';
import type { Outcome } from '../respond/respond.ts';
import { type DoneRecords, doneRecords } from './done-records.ts';
import { Flusher } from './flusher.ts';
import { Layouts } from './layouts.ts';
import { Pace } from './pace.ts';
import { PredictionLog } from './prediction-log.ts';
import {
  HOLD_UP_MS,
  type Profiled,
  type Profiler,
  type ProfilerOptions,
  type ProfilerPorts,
} from './profiler.ts';
import { Windows } from './windows.ts';

/** Objects of a wide model need longer: 1 ms for so many bytes of counts. */
const BYTES_PER_MS = 50_000;

/** With less time than this left, nothing is begun: it is as well done with the next batch. */
const MIN_LEFT_MS = 50;

/**
 * Counts in memory and writes now and then, inside an invocation, since a sandbox stands still between two. What
 * was counted since the last write is lost with the sandbox; what is written counts once, however often it is
 * written. The metrics RecordsProfiled and RecordsPredicted say which share was kept.
 */
export class LiveProfiler implements Profiler {
  readonly #ports: ProfilerPorts;
  readonly #model: string;
  readonly #holdUpMs: number;
  readonly #layouts: Layouts;
  readonly #windows: Windows;
  readonly #flusher: Flusher;
  readonly #pace: Pace;
  readonly #log: PredictionLog | undefined;
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    ports: ProfilerPorts,
    { model, everyMs, logsPredictions, holdUpMs = HOLD_UP_MS }: ProfilerOptions,
  ) {
    const { store, registry, observer, now, randomId } = ports;
    this.#ports = ports;
    this.#model = model;
    this.#holdUpMs = holdUpMs;
    const uncounted: typeof observer.uncounted = (...what) => observer.uncounted(...what);
    this.#layouts = new Layouts({ registry, now, uncounted });
    this.#windows = new Windows(model, randomId);
    this.#flusher = new Flusher({ store, now, failed: (error) => observer.profileFailed(error) });
    this.#pace = new Pace(everyMs);
    this.#log = logsPredictions ? new PredictionLog(model, randomId) : undefined;
  }

  prepare(manifest: Manifest): void {
    this.#layouts.prepare(manifest);
  }

  async profile(evaluation: Evaluation, outcome: Outcome, deadline: Deadline): Promise<Profiled> {
    const isDone = [
      await this.#try(() => this.#count(evaluation, outcome, deadline)),
      await this.#try(() => this.#write(deadline)),
    ];
    this.#tellLost();
    return { rows: this.#flusher.takeDurableRows(), failed: isDone.includes(false) };
  }

  /** Whatever goes wrong with the counting, the batch itself is answered. */
  async #try(work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (error) {
      this.#ports.observer.profileFailed(error);
      return false;
    }
  }

  /** A replay is no live traffic: its records were counted, as rejected ones, when they came. */
  async #count(evaluation: Evaluation, outcome: Outcome, deadline: Deadline): Promise<boolean> {
    if (evaluation.event.replay !== undefined) return true;
    const done = doneRecords(evaluation, outcome.rejections, outcome.firstUnfinished);
    for (const hour of done) this.#log?.add(evaluation, hour);
    await this.#countIn(evaluation, done, deadline);
    return true;
  }

  async #countIn(evaluation: Evaluation, done: readonly DoneRecords[], deadline: Deadline): Promise<void> {
    const { manifest } = evaluation;
    const counted = await this.#layouts.of(manifest, Math.min(this.#holdUpMs, this.#leftMs(deadline)));
    if (counted === undefined) return;
    for (const hour of done) this.#windows.of(hour.hour, counted).count(evaluation, hour);
  }

  async #write(deadline: Deadline): Promise<boolean> {
    const { now, store } = this.#ports;
    const startedAtMs = now();
    const isDue = startedAtMs - this.#writtenAtMs >= this.#pace.intervalMs || this.#log?.isFull;
    if (!isDue || this.#leftMs(deadline) < MIN_LEFT_MS) return true;
    this.#windows.dropIdle();
    const changed = this.#windows.changed();
    const bytes = changed.reduce((sum, window) => sum + window.bytes, 0);
    const mostMs = Math.min(this.#holdUpMs + bytes / BYTES_PER_MS, this.#leftMs(deadline));
    const [areWritten] = await Promise.all([
      this.#flusher.flush(changed, startedAtMs + mostMs),
      this.#log && within(mostMs, this.#log.write(store)),
      within(mostMs, this.#pace.look(store, this.#model, startedAtMs)).catch(() => {}),
    ]).finally(() => {
      this.#writtenAtMs = now();
      this.#pace.wrote(this.#writtenAtMs - startedAtMs);
    });
    return areWritten;
  }

  #tellLost(): void {
    const rows = this.#windows.takeLostRows();
    const lines = this.#log?.takeLostLines() ?? 0;
    if (rows > 0) this.#ports.observer.profileLost('rows', rows);
    if (lines > 0) this.#ports.observer.profileLost('predictions', lines);
  }

  #leftMs({ stopAtMs }: Deadline): number {
    return stopAtMs - this.#ports.now();
  }
}
