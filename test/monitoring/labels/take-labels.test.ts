import { expect, test } from 'vitest';
import { keys } from '../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { readLabelObject } from '../../../monitoring/labels/label-objects.ts';
import { takeLabels } from '../../../monitoring/labels/take-labels.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const label = {
  id: 'weir-input:shardId-0:1:-',
  label: 6,
  at: '2026-11-21T03:00:00Z',
  arrivedAt: '2026-11-21T01:10:00Z',
};

function eventOf(...contents: readonly string[]) {
  return {
    Records: contents.map((content, i) => ({
      eventID: `shardId-000000000000:495${i}`,
      kinesis: { data: Buffer.from(content).toString('base64'), approximateArrivalTimestamp: 1_795_230_000 },
    })),
  };
}

test('the labels of an event are one object, which a redelivery does not write again', async () => {
  const store = new DirectoryStore(await temporaryDirectory());
  const event = eventOf(
    JSON.stringify(label),
    `${JSON.stringify(label)}\n${JSON.stringify({ ...label, id: 'other' })}\n`,
  );
  expect(await takeLabels(store, 'wine', event)).toEqual({ stored: 3, invalid: 0 });
  expect(await takeLabels(store, 'wine', event)).toEqual({ stored: 3, invalid: 0 });
  const found = await Array.fromAsync(store.list(keys.labelsPrefix('wine')));
  expect(found.map(({ key }) => key)).toEqual([
    'labels/wine/2026-11-21/shardId-000000000000-4950-4951.jsonl',
  ]);
  expect(await readLabelObject(store, found[0]!.key)).toMatchObject({
    labels: [label, label, { id: 'other' }],
    invalid: 0,
  });
});

test('records that are no labels are counted, and an event of nothing else writes nothing', async () => {
  const store = new DirectoryStore(await temporaryDirectory());
  expect(
    await takeLabels(store, 'wine', eventOf('torn', '{}', '', JSON.stringify({ ...label, at: 'noon' }))),
  ).toEqual({ stored: 0, invalid: 3 });
  expect(await takeLabels(store, 'wine', { Records: [] })).toEqual({ stored: 0, invalid: 0 });
  expect(await Array.fromAsync(store.list(''))).toEqual([]);
});
