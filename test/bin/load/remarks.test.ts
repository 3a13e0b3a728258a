import { expect, test } from 'vitest';
import { Measures } from '../../../bin/load/measures.ts';
import { causesIn, remarksOn } from '../../../bin/load/remarks.ts';
import type { LoadRun } from '../../../bin/load/run-load.ts';
import { summarise } from '../../../bin/load/summarise.ts';
import { Account } from '../../../lib/accounting/account.ts';
import { StreamsUnreachable } from '../../../lib/streams/stream-client.ts';

const PLAN = {
  settings: { durationS: 10, workers: 2, perSecond: 100, injectErrors: 0, seed: 7, settleS: 60 },
  quarantine: '.weir',
};

/** A run of which 400 of 1,000 records were never put. */
function shortRun(changes: { readonly fault?: unknown; readonly blindness?: string } = {}): LoadRun {
  return {
    measures: new Measures(),
    produced: { unacknowledged: 0, unsent: 400, seconds: 6, fault: changes.fault },
    puts: { requests: 10, refused: {}, failedRequests: 0 },
    verdict: new Account({ order: 'none' }).verdict(),
    settleMs: 0,
    foreign: 0,
    blindness: changes.blindness,
  };
}

test('a stream that is too slow is worth advice on the rate', () => {
  expect(causesIn(shortRun())).toEqual([]);
  expect(remarksOn(shortRun(), PLAN, false).join('\n')).toContain('Try a lower --rps');
});

test.each([
  ['that nothing answers', { fault: new StreamsUnreachable('http://127.0.0.1:4568') }, 'ended early'],
  ['that the output cannot be read', { blindness: 'no Kinesis answers' }, 'could not be seen'],
])('%s is the first remark, and no advice on the rate follows', (_, changes, cause) => {
  const { remarks } = summarise(
    {
      ...{ startedAt: '2026-03-01T12:00:00.000Z', model: 'sample', champion: null, kinds: [] },
      ...{ endpoint: 'e', inputStream: 'i', outputStream: 'o', data: 'd', remarks: ['no champion'] },
      files: { ledger: 'l', fix: null, page: 'p' },
      ...PLAN,
    },
    shortRun(changes),
    false,
  );
  expect(remarks[0]).toContain(cause);
  expect(remarks[0]).toContain('no Kinesis answers');
  expect(remarks.join('\n')).not.toContain('--rps');
});
