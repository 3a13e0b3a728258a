import { setTimeout as sleep } from 'node:timers/promises';
import { CHAMPION } from '../../../lib/contract/alias.ts';
import type { S3Fault } from '../../support/s3-server.ts';
import { MODEL, type StandInStack } from '../stack/stand-in-stack.ts';

/** Something that the function needs, and that is gone for a while. */
export interface Outage {
  readonly title: string;
  /** Whether records flow before it. */
  readonly hasBefore: boolean;
  /** Whether no prediction at all can come out while it lasts. */
  readonly stopsOutput: boolean;
  /** Lasts as long as the outage; what was gone is back when it resolves. */
  strike(stack: StandInStack, seconds: number): Promise<void>;
}

/** Any request to S3 meets one of these. */
const S3_FAULTS: readonly S3Fault[] = [
  { kind: 'error', status: 503, code: 'SlowDown' },
  { kind: 'time-out' },
  { kind: 'cut' },
];

export const OUTAGES = {
  output: {
    title: 'The output stream refuses everything',
    hasBefore: true,
    stopsOutput: true,
    async strike({ output }, seconds) {
      const third = (seconds * 1_000) / 3;
      output.setFault(({ entries }) => ({ kind: 'throttle-entries', positions: Array(entries).keys() }));
      await sleep(third);
      output.setFault(() => ({ kind: 'error', status: 500, code: 'InternalFailure' }));
      await sleep(third);
      await output.refuse();
      await sleep(third);
      output.setFault(undefined);
      await output.accept();
    },
  },
  s3: {
    title: 'S3 is down',
    hasBefore: true,
    // Batches without a bad record need no S3.
    stopsOutput: false,
    async strike({ s3 }, seconds) {
      s3.setFault(({ number }) => S3_FAULTS[number % S3_FAULTS.length]);
      await sleep(seconds * 1_000);
      s3.setFault(undefined);
    },
  },
  champion: {
    title: 'There is no champion',
    hasBefore: false,
    stopsOutput: true,
    async strike({ registry }, seconds) {
      await sleep(seconds * 1_000);
      await registry.moveAlias({ model: MODEL, alias: CHAMPION, version: 1, by: 'test', reason: 'test' });
    },
  },
} as const satisfies Readonly<Record<string, Outage>>;

export type OutageName = keyof typeof OUTAGES;
