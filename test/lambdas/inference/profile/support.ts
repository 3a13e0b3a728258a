import type { KinesisEvent } from '../../../../lambdas/inference/decode/kinesis-event.ts';
import {
  type Counts,
  type Layout,
  type WindowObject,
  windowObjectSchema,
} from '../../../../lib/contract/profile.ts';
import { mergeCounts } from '../../../../lib/model/profile/merge.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../../lib/registry/object-store.ts';
import { linearClassifier, rowsOf, type SampleModel, sampleRecords } from '../../../support/onnx-models.ts';
import { quantileLayout } from '../../../support/quantile-layout.ts';
import { eventOf, MODEL } from '../support.ts';

export const HOUR_MS = 3_600_000;

/** 2026-11-21T02:00:00Z. */
export const START = Date.UTC(2026, 10, 21, 2);

const reference = sampleRecords(200, 11);

/** A layout of the sample models' features. */
export function sampleLayout({ signature }: SampleModel = linearClassifier()): Layout {
  return quantileLayout(signature, { rows: rowsOf(reference), rowCount: reference.length });
}

/** An event whose records arrived at given times, in milliseconds since 1970. */
export function arriving(
  records: readonly unknown[],
  atMs: (index: number) => number,
  first = 1,
): KinesisEvent {
  const event = eventOf(records, first);
  return {
    Records: event.Records.map((record, i) => ({
      ...record,
      kinesis: { ...record.kinesis, approximateArrivalTimestamp: atMs(i) / 1000 },
    })),
  };
}

/** All window objects of the model, each held to the contract. */
export async function windowsIn(store: ObjectStore): Promise<WindowObject[]> {
  const found: WindowObject[] = [];
  for await (const { key } of store.list(`windows/${MODEL}/`)) {
    const stored = await store.get(key);
    if (stored === undefined || stored === NOT_MODIFIED) throw new Error(`${key} is gone`);
    found.push(windowObjectSchema.parse(JSON.parse(Buffer.from(stored.body).toString())));
  }
  return found;
}

/** The sum of some windows. */
export function sumOf(windows: readonly WindowObject[]): Counts {
  return windows.map(({ counts }) => counts).reduce(mergeCounts);
}

/** What may go wrong with a store's writes. */
export type Trouble = 'refused' | 'answer-lost' | 'hangs';

/** A store in which writes go wrong as told; `writes` counts all that reached it. */
export function troubledStore(store: ObjectStore, trouble: (write: number) => Trouble | undefined) {
  let writes = 0;
  const troubled = async <T>(write: () => Promise<T>): Promise<T> => {
    const what = trouble(writes++);
    if (what === 'refused') throw new Error('connect ECONNREFUSED');
    if (what === 'hangs') return new Promise(() => {});
    const answer = await write();
    if (what === 'answer-lost') throw new Error('socket hang up');
    return answer;
  };
  const wrapped: ObjectStore = {
    location: store.location,
    get: (...parameters) => store.get(...parameters),
    list: (...parameters) => store.list(...parameters),
    delete: (key) => store.delete(key),
    now: () => store.now(),
    create: (...parameters) => troubled(() => store.create(...parameters)),
    swap: (...parameters) => troubled(() => store.swap(...parameters)),
  };
  return {
    store: wrapped,
    get writes() {
      return writes;
    },
  };
}
