import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  createChallenger,
  type ModelProcess,
} from '../../../lambdas/inference/challenger/create-challenger.ts';
import { createChampion } from '../../../lambdas/inference/champion/create-champion.ts';
import type { VersionSource } from '../../../lambdas/inference/champion/load-version.ts';
import type { AliasSource } from '../../../lambdas/inference/champion/pointer.ts';
import { createProfiler, type ProfilerOptions } from '../../../lambdas/inference/profile/profiler.ts';
import {
  type PutAnswer,
  type PutEntries,
  type ResponsePorts,
  systemTime,
} from '../../../lambdas/inference/respond/ports.ts';
import { type BatchAnswer, createRunner, type Handler } from '../../../lambdas/inference/runner.ts';
import { createLog, type LambdaContext } from '../../../lambdas/inference/telemetry/logger.ts';
import { createMetrics } from '../../../lambdas/inference/telemetry/metrics.ts';
import { Telemetry } from '../../../lambdas/inference/telemetry/telemetry.ts';
import type { PredictionRecord } from '../../../lib/contract/prediction.ts';
import type { QuarantinedRecord } from '../../../lib/contract/rejection.ts';
import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { startSessionProcess } from '../../../lib/model/adapters/process-session.ts';
import type { OpenSession } from '../../../lib/model/session.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { contextOf, eventOf, MODEL, TestRegistry } from './support.ts';

export interface WorldOptions {
  /** Default: onnxruntime. */
  readonly openSession?: OpenSession;
  /** Stands before the registry, to slow it down or cut it off. */
  readonly before?: (registry: TestRegistry) => AliasSource & VersionSource;
  readonly pollMs?: number;
  /** What a challenger runs in. Default: a process of its own. */
  readonly startProcess?: () => ModelProcess;
  /** Where live rows are counted. Default: nowhere. */
  readonly monitoring?: Partial<ProfilerOptions> & { readonly store: ObjectStore };
}

const SESSION_SCRIPT = join(import.meta.dirname, '../../../lib/model/adapters/run-session.ts');

/**
 * The inference function with all its parts, the real runtime and a registry in a directory; only the stream and
 * the quarantine are in memory. `restart` starts it anew, as Lambda does.
 */
export class FunctionWorld {
  readonly registry: TestRegistry;
  readonly predictions: PredictionRecord[] = [];
  readonly quarantined: QuarantinedRecord[] = [];
  /** What does not answer. */
  down: 'stream' | 'quarantine' | undefined;
  /** Added to the clock. */
  aheadMs = 0;
  readonly #options: WorldOptions;
  #handler: Handler;

  private constructor(registry: TestRegistry, options: WorldOptions) {
    this.registry = registry;
    this.#options = options;
    this.#handler = this.#start();
  }

  static async create(options: WorldOptions = {}): Promise<FunctionWorld> {
    return new FunctionWorld(await TestRegistry.create(), options);
  }

  /** A cold start. */
  restart(): void {
    this.#handler = this.#start();
  }

  /** One invocation with records, which may take so long. */
  invoke(records: readonly unknown[], remainingMs = 60_000): Promise<BatchAnswer> {
    return this.#handler(eventOf(records), contextOf(remainingMs));
  }

  /** One invocation with any event. */
  handle(event: unknown, context: LambdaContext): Promise<BatchAnswer> {
    return this.#handler(event, context);
  }

  /** The versions that answered since the last call. */
  takeVersions(): number[] {
    return [...new Set(this.predictions.splice(0).map(({ version }) => version))];
  }

  /** The poll interval passes. */
  passPoll(): void {
    this.aheadMs += this.#options.pollMs ?? 60_000;
  }

  #start(): Handler {
    const { openSession = openOnnxSession, pollMs = 60_000, before } = this.#options;
    const { startProcess = () => startSessionProcess(SESSION_SCRIPT) } = this.#options;
    const names = { model: MODEL, alias: 'champion', stage: 'test' };
    const time = { ...systemTime, now: () => Date.now() + this.aheadMs };
    const telemetry = new Telemetry(createLog(names), createMetrics(names), time.now);
    const registry = before?.(this.registry) ?? this.registry;
    const config = { ...names, pollMs, threads: 1 };
    const challenger = createChallenger({ registry, startProcess, observer: telemetry, time, config });
    const champion = createChampion({
      registry,
      openSession,
      observer: telemetry,
      time,
      config,
    });
    const ports: ResponsePorts = {
      predictions: { put: (entries) => this.#put(entries) },
      quarantine: this,
      time,
    };
    const settings = { order: 'none', outputFormat: 'full' } as const;
    const profiler = this.#profiler(registry, telemetry, time.now);
    return createRunner({ champion, challenger, profiler, telemetry, ports, settings });
  }

  #profiler(registry: VersionSource, observer: Telemetry, now: () => number) {
    const { monitoring } = this.#options;
    if (monitoring === undefined) return undefined;
    const options = {
      model: MODEL,
      everyMs: 60_000,
      logsPredictions: false,
      holdUpMs: 10_000,
      ...monitoring,
    };
    const { store } = monitoring;
    return createProfiler({ store, registry, observer, now, randomId: randomUUID }, options);
  }

  async #put({ count, bytes, ends }: PutEntries): Promise<PutAnswer> {
    if (this.down === 'stream')
      return { kind: 'retry', failure: { name: 'TimeoutError', message: 'no answer' } };
    let from = 0;
    for (const end of ends.subarray(0, count)) {
      this.predictions.push(JSON.parse(bytes.toString('utf8', from, end)));
      from = end;
    }
    return { kind: 'taken', failed: [] };
  }

  /** As the quarantine. */
  async store(_key: string, body: Uint8Array): Promise<void> {
    if (this.down === 'quarantine') throw new Error('connect ECONNREFUSED');
    const lines = Buffer.from(body).toString().split('\n');
    this.quarantined.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line)));
  }
}
