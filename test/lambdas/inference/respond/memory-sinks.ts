import type {
  PredictionSink,
  PutAnswer,
  PutEntries,
  QuarantineSink,
  Time,
} from '../../../../lambdas/inference/respond/ports.ts';
import type { QuarantinedRecord } from '../../../../lib/contract/rejection.ts';
import { LeapingClock } from '../../../support/clocks.ts';
import { randomFrom } from '../../../support/random.ts';

/** A clock that leaps over every wait, and chance that is the same on every run. */
export function leapingTime(): Time {
  const clock = new LeapingClock();
  const random = randomFrom(5);
  const never = new AbortController().signal;
  return { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms, signal ?? never), random };
}

export interface SentEntry {
  readonly text: string;
  readonly partitionKey: string;
  /** Of its prediction record. */
  readonly predictionId: string;
}

export function entriesOf({ count, bytes, ends, partitionKeys }: PutEntries): SentEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const text = bytes.toString('utf8', i === 0 ? 0 : ends[i - 1], ends[i]);
    return { text, partitionKey: partitionKeys[i]!, predictionId: JSON.parse(text).predictionId };
  });
}

/** What a request with these entries is answered; `request` counts from 0. */
export type Script = (entries: readonly SentEntry[], request: number) => PutAnswer | Promise<PutAnswer>;

export const TAKEN: PutAnswer = { kind: 'taken', failed: [] };

/** A stream in memory that answers by a script; what an answer acknowledges is in the stream. */
export class MemorySink implements PredictionSink {
  readonly stream: SentEntry[] = [];
  readonly requests: SentEntry[][] = [];
  inFlight = 0;
  mostInFlight = 0;
  private readonly script: Script;

  constructor(script: Script = () => TAKEN) {
    this.script = script;
  }

  async put(batch: PutEntries): Promise<PutAnswer> {
    const entries = entriesOf(batch);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const answer = await this.script(entries, this.requests.push(entries) - 1);
    this.inFlight--;
    if (answer.kind === 'taken') {
      const failed = new Set(answer.failed.map(({ position }) => position));
      this.stream.push(...entries.filter((_, position) => !failed.has(position)));
    }
    return answer;
  }
}

/** A quarantine in memory that fails as often as it is told first. */
export class MemoryQuarantine implements QuarantineSink {
  readonly objects = new Map<string, QuarantinedRecord[]>();
  attempts = 0;
  private readonly failures: number;

  constructor(failures = 0) {
    this.failures = failures;
  }

  async store(key: string, body: Uint8Array): Promise<void> {
    if (this.attempts++ < this.failures) throw new Error('the quarantine is away');
    const lines = Buffer.from(body).toString().trimEnd().split('\n');
    this.objects.set(
      key,
      lines.map((line) => JSON.parse(line)),
    );
  }
}
