import { expect, test } from 'vitest';
import { Account, type AccountOptions } from '../../../lib/accounting/account.ts';
import { idOf } from '../../../lib/accounting/ledger-entry.ts';
import type { Offence, Verdict } from '../../../lib/accounting/verdict.ts';
import { entry, failedBatchOf, predictionOf, type Run, rejectionOf, sequenceNumber } from './honest-run.ts';

const OPTIONS: AccountOptions = { order: 'key', markKey: 'customer' };

function verdictOf(run: Partial<Run>, options: Partial<AccountOptions> = {}): Verdict {
  const account = new Account({ ...OPTIONS, ...options });
  account.acknowledged(run.ledger ?? []);
  for (const record of run.output ?? []) account.predicted(record);
  for (const line of run.quarantine ?? []) account.quarantined(line);
  for (const batch of run.destination ?? []) account.failed(batch);
  return account.verdict();
}

/** The kinds of offence that a verdict names. */
function offencesOf(verdict: Verdict): readonly Offence[] {
  return (Object.keys(verdict.offences) as Offence[]).filter((kind) => verdict.offences[kind].count > 0);
}

const six = Array.from({ length: 6 }, (_, n) => entry(n));
const [a, b, c, d, , f] = six as [
  (typeof six)[0],
  (typeof six)[0],
  (typeof six)[0],
  (typeof six)[0],
  (typeof six)[0],
  (typeof six)[0],
];
const answers = six.map((record) => predictionOf(record));

test('records that are predicted, quarantined or in the destination are accounted for', () => {
  const bad = { ...f, expects: 'rejection' as const };
  const verdict = verdictOf({
    ledger: [...six.slice(0, 5), bad],
    output: answers.slice(0, 4),
    quarantine: [rejectionOf(bad)],
    destination: [failedBatchOf([six[4]!])],
  });
  expect(offencesOf(verdict)).toEqual([]);
  expect(verdict).toMatchObject({
    passed: true,
    counts: { acknowledged: 6, predicted: 4, quarantined: 1, inDestination: 1, outputRecords: 4, repeats: 0 },
  });
});

test('a dropped record is lost, and named', () => {
  const verdict = verdictOf({ ledger: six, output: answers.slice(1) });
  expect(verdict.passed).toBe(false);
  expect(offencesOf(verdict)).toEqual(['lost']);
  expect(verdict.offences.lost).toEqual({ count: 1, first: [{ id: idOf(a) }] });
});

test('a changed id is one that nobody sent, and its record is lost', () => {
  const elsewhere = predictionOf(c, { id: `weir-input:shardId-000000000000:${sequenceNumber(99)}:-` });
  const verdict = verdictOf({
    ledger: six,
    output: [...answers.slice(0, 2), elsewhere, ...answers.slice(3)],
  });
  expect(offencesOf(verdict)).toEqual(['lost', 'unknown', 'wrong-origin']);
});

test('a changed answer is seen by its repeat, and without one by the label that the producer computed', () => {
  const changed = predictionOf(b, { label: 0 });
  expect(offencesOf(verdictOf({ ledger: six, output: [...answers, changed] }))).toContain(
    'disagreeing-repeat',
  );
  const once = verdictOf({
    ledger: six,
    output: [a, b, c, d].map((e) => (e === b ? changed : predictionOf(e))),
  });
  expect(offencesOf(once)).toContain('wrong-label');
});

test('two answers of a key that changed places are out of order, where the order of keys is promised', () => {
  const swapped = [3, 1, 2, 0, 4, 5].map((n) => answers[n]!);
  const verdict = verdictOf({ ledger: six, output: swapped });
  expect(offencesOf(verdict)).toEqual(['out-of-order']);
  expect(verdict.offences['out-of-order'].first).toEqual([{ id: idOf(a), detail: `read after ${idOf(d)}` }]);
  const none = verdictOf({ ledger: six, output: swapped }, { order: 'none' });
  expect(none).toMatchObject({ passed: true, order: { keys: 3, outOfPlace: 1, largestDisplacement: 1 } });
});

test('two answers that changed ids are seen by the marks of their records', () => {
  const crossed = [predictionOf(a, { id: idOf(b) }), predictionOf(b, { id: idOf(a) }), ...answers.slice(2)];
  expect(offencesOf(verdictOf({ ledger: six, output: crossed }))).toContain('wrong-mark');
});
