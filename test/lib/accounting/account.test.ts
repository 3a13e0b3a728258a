import { expect, test } from 'vitest';
import { Account, type AccountOptions } from '../../../lib/accounting/account.ts';
import { idOf } from '../../../lib/accounting/ledger-entry.ts';
import { type Offence, type Verdict, verdictText } from '../../../lib/accounting/verdict.ts';
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

test('a near tie may be answered either way, and floats may move in their last bits', () => {
  const tie = { ...a, expectedLabel: undefined };
  const repeats = [
    predictionOf(tie, { label: 0, probabilities: { 0: 0.50004, 1: 0.49996 } }),
    predictionOf(tie, { label: 1, probabilities: { 0: 0.49998, 1: 0.50002 }, predictedAt: 'later' }),
  ];
  expect(verdictOf({ ledger: [tie], output: repeats })).toMatchObject({
    passed: true,
    counts: { repeats: 1 },
  });
  const apart = [
    predictionOf(tie, { label: 0, probabilities: { 0: 0.5001, 1: 0.4999 } }),
    predictionOf(tie, { label: 1, probabilities: { 0: 0.50005, 1: 0.49995 } }),
  ];
  expect(offencesOf(verdictOf({ ledger: [tie], output: apart }))).toEqual(['disagreeing-repeat']);
});

test('repeats carry the same values, to the last digit of a long number', () => {
  const unmarked = { ...a, mark: undefined };
  const [first, second] = ['12345678901234567890', '12345678901234567891'].map((digits) => {
    const { data, partitionKey } = predictionOf(unmarked, { customer: 'DIGITS' });
    return { data: Buffer.from(data.toString().replace('"DIGITS"', digits)), partitionKey };
  });
  expect(verdictOf({ ledger: [unmarked], output: [first!, first!] }).passed).toBe(true);
  expect(offencesOf(verdictOf({ ledger: [unmarked], output: [first!, second!] }))).toEqual([
    'disagreeing-repeat',
  ]);
});

test('a repeat by a newer version may answer otherwise', () => {
  const free = { ...a, expectedLabel: undefined };
  const output = [predictionOf(free, { label: 0 }), predictionOf(free, { label: 1, version: 2 })];
  expect(verdictOf({ ledger: [free], output })).toMatchObject({ passed: true, counts: { repeats: 1 } });
});

test('a record that one version predicted and another rejected is counted, by one version alone it offends', () => {
  const either = { ...a, expects: undefined };
  const run = { ledger: [either], output: [predictionOf(either)] };
  const byTwo = verdictOf({ ...run, quarantine: [rejectionOf(either, { version: 2 })] });
  expect(byTwo).toMatchObject({ passed: true, counts: { predictedAndQuarantined: 1 } });
  const byOne = { ...run, quarantine: [rejectionOf(either)] };
  expect(offencesOf(verdictOf(byOne))).toEqual(['predicted-and-rejected']);
  expect(verdictOf(byOne, { replayed: true }).passed).toBe(true);
});

test('a replay comes late, and keeps no order', () => {
  const mended = { ...a, expects: 'rejection' as const };
  const run = {
    ledger: [mended, d],
    output: [predictionOf(d), predictionOf(a)],
    quarantine: [rejectionOf(a)],
  };
  expect(verdictOf(run, { replayed: true }).passed).toBe(true);
  expect(offencesOf(verdictOf(run))).toEqual(['wrong-outcome', 'predicted-and-rejected', 'out-of-order']);
});

test('a good record that was rejected, and a bad one that was predicted, end otherwise than they must', () => {
  const bad = { ...b, expects: 'rejection' as const };
  const verdict = verdictOf({ ledger: [a, bad], output: [predictionOf(b)], quarantine: [rejectionOf(a)] });
  expect(verdict.offences['wrong-outcome']).toEqual({
    count: 2,
    first: [
      { id: idOf(a), detail: 'rejected: not-json' },
      { id: idOf(b), detail: 'predicted' },
    ],
  });
});

test('a prediction keeps the partition key of its record, in every repeat', () => {
  const moved = { ...predictionOf(a), partitionKey: 'another' };
  expect(offencesOf(verdictOf({ ledger: [a], output: [moved] }))).toEqual(['wrong-key']);
  expect(offencesOf(verdictOf({ ledger: [a], output: [predictionOf(a), moved] }))).toEqual([
    'disagreeing-repeat',
  ]);
});

test('a record whose acknowledgement was lost may be answered or not, when the input stream shows it', () => {
  const account = new Account(OPTIONS);
  account.acknowledged([a]);
  for (const record of [a, b, c]) account.sent(record);
  for (const record of [a, b]) account.predicted(predictionOf(record));
  expect(account.verdict()).toMatchObject({ passed: true, counts: { acknowledged: 1, unacknowledged: 2 } });
});

test('what can be read is no matter of the order in which ledger, output and quarantine are', () => {
  const account = new Account(OPTIONS);
  account.predicted(predictionOf(a));
  expect(account.verdict().passed).toBe(false);
  account.acknowledged([a]);
  expect(account.verdict().passed).toBe(true);
});

test.each([
  ['an output record that is no JSON', { output: [{ data: Buffer.from('{'), partitionKey: 'k' }] }],
  [
    'an output record without a prediction',
    { output: [{ data: Buffer.from('{"a":1}'), partitionKey: 'k' }] },
  ],
  ['a quarantine line that was cut', { quarantine: [rejectionOf(a).slice(0, 50)] }],
  ['a failed batch without its payload', { destination: [{ ...failedBatchOf([a]), payload: undefined }] }],
])('%s is named as unreadable', (_, found) => {
  const verdict = verdictOf({ ledger: [a], output: [predictionOf(a)], ...found });
  expect(verdict.offences.unreadable.count + verdict.offences.lost.count).toBeGreaterThan(0);
  expect(offencesOf(verdict)).toContain('unreadable');
});

test('an id that the stream gave to two records is named', () => {
  expect(offencesOf(verdictOf({ ledger: [a, a], output: [predictionOf(a)] }))).toEqual([
    'acknowledged-twice',
  ]);
});

test('the text for people names the first offenders, counts the rest, and holds no values of records', () => {
  const many = Array.from({ length: 8 }, (_, n) => entry(n));
  const text = verdictText(
    verdictOf({ ledger: many, output: [predictionOf(many[0]!, { customer: 'secret' })] }),
  );
  expect(text).toContain('FAILED: 8 acknowledged, lost 7');
  expect(text).toContain(`    ${idOf(many[1]!)}\n`);
  expect(text).toContain('… and 2 more');
  expect(text).toContain('wrong-mark 1');
  expect(text).not.toMatch(/secret|customer/);
  expect(verdictText(verdictOf({}))).toMatch(/^PASSED: 0 acknowledged, lost 0/);
});
