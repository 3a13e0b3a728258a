import { expect, test } from 'vitest';
import { keys } from '../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { labelLog } from '../../../monitoring/labels/label-log.ts';
import { readLabelObject } from '../../../monitoring/labels/label-objects.ts';
import { takeLabels } from '../../../monitoring/labels/take-labels.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const label = {
  id: 'weir-input:shardId-0:1:-',
  label: 6,
  at: '2026-11-21T03:00:00Z',
  arrivedAt: '2026-11-21T01:10:00Z',
};

/** As it is written down: times to the millisecond. */
const asStored = (one: typeof label) => ({
  ...one,
  at: new Date(one.at).toISOString(),
  arrivedAt: new Date(one.arrivedAt).toISOString(),
});

const ARRIVED = new Date(1_795_230_000_000);

function eventOf(...contents: readonly string[]) {
  return {
    Records: contents.map((content, i) => ({
      eventID: `shardId-000000000000:495${i}`,
      kinesis: {
        data: Buffer.from(content).toString('base64'),
        approximateArrivalTimestamp: ARRIVED.getTime() / 1000,
      },
    })),
  };
}

async function onlyKey(store: DirectoryStore): Promise<string> {
  const found = await Array.fromAsync(store.list(keys.labelsPrefix('wine')));
  expect(found).toHaveLength(1);
  return found[0]!.key;
}

test('the labels of an event are one object, which a redelivery does not write again', async () => {
  const store = new DirectoryStore(await temporaryDirectory());
  const event = eventOf(
    JSON.stringify(label),
    `${JSON.stringify(label)}\n${JSON.stringify({ ...label, id: 'other' })}\n`,
  );
  expect(await takeLabels(store, 'wine', event)).toEqual({ stored: 3, invalid: [] });
  expect(await takeLabels(store, 'wine', event)).toEqual({ stored: 3, invalid: [] });
  const found = await Array.fromAsync(store.list(keys.labelsPrefix('wine')));
  expect(found.map(({ key }) => key)).toEqual([
    'labels/wine/2026-11-21/shardId-000000000000-4950-4951.jsonl',
  ]);
  expect(await readLabelObject(store, found[0]!.key)).toMatchObject({
    labels: [label, label, { ...label, id: 'other' }].map(asStored),
    invalid: 0,
  });
});

test('a label is written on the stream as in a file, and was known when it came unless it says', async () => {
  const store = new DirectoryStore(await temporaryDirectory());
  const { id, ...rest } = label;
  const event = eventOf(
    JSON.stringify({ predictionId: id, label: 6 }),
    JSON.stringify({ ...rest, id, at: '2026-11-21T04:00:00+01:00', note: 'by hand' }),
  );
  expect(await takeLabels(store, 'wine', event)).toEqual({ stored: 2, invalid: [] });
  const key = await onlyKey(store);
  expect((await readLabelObject(store, key))!.labels).toEqual([
    { id, label: 6, at: ARRIVED.toISOString() },
    { ...label, at: '2026-11-21T03:00:00.000Z', arrivedAt: '2026-11-21T01:10:00.000Z' },
  ]);
});

/** Lines that are no labels, and why. */
const NO_LABELS = [
  ['torn', 'is no JSON object'],
  ['[]', 'is no JSON object'],
  ['{"label": 6}', 'has no predictionId; expected that of the prediction record, as text'],
  ['{"id": "a", "label": ""}', 'has no label; expected the true class or value, as text or a number'],
  ['{"id": "a", "label": true}', 'has no label; expected the true class or value, as text or a number'],
  [JSON.stringify({ ...label, at: 'noon' }), 'has something in "at" that is no time'],
  [JSON.stringify({ ...label, at: '2026-02-30T00:00:00Z' }), 'has something in "at" that is no time'],
  [JSON.stringify({ ...label, at: '2031-01-01T00:00:00Z' }), 'has a time in "at" that is still to come'],
] as const;

test('lines that are no labels are kept as they came, with the reason, and pass for no labels', async () => {
  const store = new DirectoryStore(await temporaryDirectory());
  const texts = NO_LABELS.map(([text]) => text);
  const { stored, invalid } = await takeLabels(
    store,
    'wine',
    eventOf(texts.join('\n'), JSON.stringify(label)),
  );
  expect(stored).toBe(1);
  expect(invalid.map(({ eventID, line, asItCame }) => [eventID, line, asItCame])).toEqual(
    texts.map((text, i) => ['shardId-000000000000:4950', i + 1, text]),
  );
  for (const [at, [, reason]] of NO_LABELS.entries()) expect(invalid[at]!.problem).toContain(reason);
  const key = await onlyKey(store);
  expect(await readLabelObject(store, key)).toEqual({ labels: [asStored(label)], invalid: texts.length });
  const { body } = (await store.get(key)) as { readonly body: Uint8Array };
  expect(new TextDecoder().decode(body)).toContain('"asItCame":"torn"');
});

test('an event of nothing but lines that are no labels is kept too, an empty one is not', async () => {
  const store = new DirectoryStore(await temporaryDirectory());
  expect(await takeLabels(store, 'wine', { Records: [] })).toEqual({ stored: 0, invalid: [] });
  expect(await takeLabels(store, 'wine', eventOf('', '\n'))).toEqual({ stored: 0, invalid: [] });
  expect(await Array.fromAsync(store.list(''))).toEqual([]);
  await takeLabels(store, 'wine', eventOf('torn'));
  expect(await Array.fromAsync(store.list(''))).toHaveLength(1);
});

test('the log names lines that are no labels without a value, and counts them for the alarm', async () => {
  const store = new DirectoryStore(await temporaryDirectory());
  const of = { model: 'wine', stage: 'prod' };
  const good = await takeLabels(store, 'wine', eventOf(JSON.stringify(label)));
  expect(labelLog(of, good, ARRIVED).map((line) => JSON.parse(line))).toEqual([
    { level: 'info', message: 'labels were stored', model: 'wine', stored: 1, invalid: 0 },
  ]);
  const bad = await takeLabels(store, 'wine', eventOf(Array(30).fill('a secret').join('\n')));
  const [said, metric] = labelLog(of, bad, ARRIVED);
  expect(said).not.toContain('secret');
  expect(JSON.parse(said!)).toMatchObject({ level: 'warn', invalid: 30, lines: { length: 10 } });
  expect(JSON.parse(metric!)).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Namespace: 'Weir', Dimensions: [['service', 'stage', 'model']] }] },
    ...{ service: 'labels', stage: 'prod', model: 'wine', LabelsInvalid: 30 },
  });
});
