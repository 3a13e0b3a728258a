import { expect, test } from 'vitest';
import { patientSource } from '../../../bin/load/patient-source.ts';
import { IteratorExpired, type RecordPage, StreamThrottled } from '../../../lib/streams/stream-client.ts';

const PAGE: RecordPage = { records: [], nextIterator: 'next', millisBehindLatest: 0 };

/** A source whose reads end as told, one after the other, and then succeed. */
function sourceOf(...faults: readonly Error[]) {
  const left = [...faults];
  const asked: string[] = [];
  return {
    asked,
    listShards: async () => [],
    shardIterator: async () => 'start',
    async getRecords(iterator: string) {
      asked.push(iterator);
      const fault = left.shift();
      if (fault !== undefined) throw fault;
      return PAGE;
    },
  };
}

test('a read that was cut off is asked again, from the same place', async () => {
  const source = sourceOf(new SyntaxError('Unterminated string in JSON'), new Error('socket hang up'));
  const patient = patientSource(source, 0, new AbortController().signal);
  expect(await patient.getRecords('here', 10)).toBe(PAGE);
  expect(source.asked).toEqual(['here', 'here', 'here']);
});

test('what has a meaning for the reader is left to it', async () => {
  for (const fault of [new IteratorExpired('expired'), new StreamThrottled('slower')]) {
    const source = sourceOf(fault);
    const patient = patientSource(source, 0, new AbortController().signal);
    await expect(patient.getRecords('here', 10)).rejects.toBe(fault);
    expect(source.asked).toHaveLength(1);
  }
});

test('nothing is waited for once the reading is over', async () => {
  const over = new AbortController();
  over.abort();
  const fault = new Error('cut off');
  const patient = patientSource(sourceOf(fault), 60_000, over.signal);
  await expect(patient.getRecords('here', 10)).rejects.toBe(fault);
});
