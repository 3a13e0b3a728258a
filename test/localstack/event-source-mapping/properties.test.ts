import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type EventSourceMappingSettings,
  LAMBDA_MAPPING,
} from '../../../lib/contract/event-source-mapping.ts';
import type { CheckpointStore } from '../../../localstack/event-source-mapping/checkpoints/checkpoint-store.ts';
import { memoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/memory-checkpoints.ts';
import type {
  FailureDestination,
  InvocationResult,
  InvokableFunction,
} from '../../../localstack/event-source-mapping/ports.ts';
import { LeapingClock } from '../../support/clocks.ts';
import { randomFrom } from '../../support/random.ts';
import { GrowingStream } from './growing-stream.ts';
import { Ledger, Run } from './ledger.ts';
import {
  CRASH,
  type Delivery,
  deliveryOf,
  failedFrom,
  SUCCESS,
  start,
  THROTTLED,
  TIMEOUT,
} from './mapping-world.ts';

/** What may change from one run to the next. */
const settingsArbitrary = fc.record({
  batchSize: fc.integer({ min: 1, max: 12 }),
  maximumBatchingWindowInSeconds: fc.integer({ min: 0, max: 5 }),
  parallelizationFactor: fc.integer({ min: 1, max: 10 }),
  functionResponseTypes: fc.constantFrom([], ['ReportBatchItemFailures'] as const),
  bisectBatchOnFunctionError: fc.boolean(),
  maximumRetryAttempts: fc.integer({ min: -1, max: 3 }),
  maximumRecordAgeInSeconds: fc.constantFrom(-1, 60, 200),
});

/** A run of the mapping, and how it ends: the last one is not ended, but runs to the end of the stream. */
const runArbitrary = fc.record({
  settings: settingsArbitrary,
  seconds: fc.integer({ min: 1, max: 60 }),
  abandon: fc.boolean(),
});
const gentleRunArbitrary = runArbitrary.map((run) => ({ ...run, abandon: false }));

const worldArbitrary = fc.record({
  seed: fc.integer(),
  startingPosition: fc.constantFrom('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'),
  shards: fc.integer({ min: 1, max: 3 }),
  keys: fc.integer({ min: 1, max: 25 }),
  /** Records that come, then a resharding or none, then a pause. */
  growth: fc.array(
    fc.record({ records: fc.nat(25), reshard: fc.boolean(), seconds: fc.integer({ min: 0, max: 30 }) }),
    { minLength: 1, maxLength: 5 },
  ),
  runs: fc.oneof(
    fc.array(runArbitrary, { minLength: 1, maxLength: 4 }),
    fc.array(gentleRunArbitrary, { minLength: 1, maxLength: 4 }),
  ),
  /** How often an invocation goes wrong, and how often the destination does. */
  failures: fc.constantFrom(0, 0.1, 0.3, 0.6),
  refusals: fc.constantFrom(0, 0, 0.2, 0.6),
  /** Every so many-th record kills the function; 0: none does. */
  poison: fc.constantFrom(0, 0, 7, 20),
});

type WorldOptions = typeof worldArbitrary extends fc.Arbitrary<infer T> ? T : never;

class World {
  readonly clock = new LeapingClock();
  readonly random: () => number;
  readonly stream: GrowingStream;
  readonly ledger: Ledger;
  readonly checkpoints: CheckpointStore = memoryCheckpoints();
  readonly options: WorldOptions;
  /** Of all runs: every record is put after the first of them has begun. */
  readonly position: Pick<EventSourceMappingSettings, 'startingPosition' | 'startingPositionTimestamp'>;

  constructor(options: WorldOptions) {
    this.options = options;
    this.random = randomFrom(options.seed);
    this.stream = new GrowingStream(this.clock, options.shards, options.keys, this.random);
    const repeats = options.refusals > 0 || options.runs.some(({ abandon }) => abandon);
    this.ledger = new Ledger(this.stream, repeats);
    const { startingPosition } = options;
    this.position = {
      startingPosition,
      ...(startingPosition === 'AT_TIMESTAMP' && { startingPositionTimestamp: this.clock.now() / 1000 }),
    };
  }

  sleep(seconds: number): Promise<void> {
    return this.clock.sleep(seconds * 1000, new AbortController().signal);
  }

  async grow(): Promise<void> {
    await this.sleep(1);
    for (const { records, reshard, seconds } of this.options.growth) {
      this.stream.put(records);
      if (reshard) this.stream.reshard();
      await this.sleep(seconds);
    }
    this.stream.client.closeAll();
  }

  async run(isLast: boolean, { settings: given, seconds, abandon }: WorldOptions['runs'][number]) {
    const settings = { ...given, ...this.position };
    // Poison without an end to its retries would block its shard, as it does on Lambda.
    if (this.options.poison > 0 && settings.maximumRetryAttempts < 0) settings.maximumRetryAttempts = 2;
    const mapping = start(this.stream.client, this.function(new Run(settings), settings), {
      settings,
      clock: this.clock,
      checkpoints: this.checkpoints,
      destination: this.destination(),
      pollMs: 1_000,
    });
    if (isLast) return mapping.ended;
    await this.sleep(seconds);
    await mapping.stop({ abandon });
  }

  function(run: Run, settings: EventSourceMappingSettings): InvokableFunction {
    return {
      invoke: async (payload) => {
        const delivery = deliveryOf(payload);
        const land = this.ledger.deliver(delivery, run);
        await this.sleep(this.random() * 10);
        const answer = this.answer(delivery);
        // What succeeds is done at this moment, also when the run was abandoned meanwhile.
        this.ledger.complete(delivery.slice(0, doneOf(answer, delivery, settings)));
        land();
        return answer;
      },
    };
  }

  answer(delivery: Delivery): InvocationResult {
    const { poison, failures } = this.options;
    if (poison > 0 && delivery.some((id) => Number(id.slice(-6)) % poison === 0)) return CRASH;
    if (this.random() >= failures) return SUCCESS;
    const place = Math.floor(this.random() * delivery.length);
    const wrong = [CRASH, TIMEOUT, THROTTLED, BAD_ANSWER, failedFrom(delivery, place)];
    return wrong[Math.floor(this.random() * wrong.length)]!;
  }

  destination(): FailureDestination {
    return {
      send: async ({ batch }) => {
        await this.sleep(this.random() * 5);
        const luck = this.random();
        if (luck < this.options.refusals / 2) throw new Error('refused');
        this.ledger.complete(deliveryOf(batch.payload));
        if (luck < this.options.refusals) throw new Error('the answer was lost');
      },
    };
  }
}

const BAD_ANSWER: InvocationResult = { status: 'returned', payload: '{"batchItemFailures":[{}]}' };

/** What the documents say of an answer, told apart by the answers that this test gives. */
function doneOf(answer: InvocationResult, delivery: Delivery, settings: EventSourceMappingSettings): number {
  if (answer.status !== 'returned') return 0;
  if (answer === SUCCESS || settings.functionResponseTypes.length === 0) return delivery.length;
  return answer === BAD_ANSWER ? 0 : delivery.findIndex((id) => answer.payload.includes(id.split(':')[1]!));
}

test('whatever fails, is resharded or restarted: it ends, nothing is lost, and all of the orders hold', async () => {
  await fc.assert(
    fc.asyncProperty(worldArbitrary, async (options) => {
      const world = new World(options);
      const grown = world.grow();
      for (const [index, run] of options.runs.entries())
        await world.run(index === options.runs.length - 1, run);
      await grown;
      const lost = [...world.stream.records.keys()].filter((id) => !world.ledger.completed.has(id));
      expect({ lost, violations: world.ledger.violations }).toEqual({ lost: [], violations: [] });
    }),
    { numRuns: 500 },
  );
}, 60_000);

test('the properties vary every setting there is', () => {
  const [world] = fc.sample(worldArbitrary, 1);
  const names = [...Object.keys(world!.runs[0]!.settings), 'startingPosition'];
  expect(names.toSorted()).toEqual(Object.keys(LAMBDA_MAPPING).toSorted());
});
