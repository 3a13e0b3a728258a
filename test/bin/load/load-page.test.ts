import { expect, test } from 'vitest';
import { badKinds } from '../../../bin/load/bad-kinds.ts';
import { Histogram } from '../../../bin/load/histogram.ts';
import { loadPage } from '../../../bin/load/load-page.ts';
import { durationsOf } from '../../../bin/load/summarise.ts';
import { type LoadSummary, loadSummarySchema } from '../../../bin/load/summary.ts';
import { mixText, summaryText } from '../../../bin/load/summary-text.ts';

import { wineSignature } from '../../support/signatures.ts';

const HOSTILE = `<script>alert(1)</script>"' onload=x style="color:red`;

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

const LATENCY = histogramOf(Array.from({ length: 500 }, (_, i) => 100 + i));

function summaryOf(changes: Partial<LoadSummary> = {}): LoadSummary {
  const none = durationsOf(new Histogram());
  return loadSummarySchema.parse({
    schema: 1,
    startedAt: '2026-03-01T12:00:00.000Z',
    interrupted: false,
    model: 'wine-quality',
    champion: 1,
    versions: [1],
    endpoint: 'http://127.0.0.1:4568',
    inputStream: 'weir-input',
    outputStream: 'weir-output',
    quarantine: '.weir',
    settings: { durationS: 60, workers: 2, perSecond: 300, injectErrors: 0.05, seed: 7, settleS: 60 },
    data: '4,898 rows of winequality-white.csv',
    producing: {
      ...{ seconds: 60, perSecond: 300, planned: 18_000, unsent: 0, unacknowledged: 0 },
      ...{ requests: 100, failedRequests: 0, refused: {} },
    },
    accounting: {
      ...{ holds: true, sentence: 'All 18,000 records are accounted for.', sent: 18_000, predicted: 17_100 },
      ...{ rejected: 900, inDestination: 0, lost: 0, repeats: 0, offences: {}, settleMs: 400 },
    },
    latencyMs: durationsOf(LATENCY),
    stagesMs: { waiting: none, putting: none, predicting: none, answering: none, reading: none },
    kinds: [
      {
        ...{ kind: 'array', what: 'a list of one record', reason: 'not-an-object', repairable: false },
        ...{ sent: 900, predicted: 0, rejected: 900, rejectedOtherwise: 0, inDestination: 0, missing: 0 },
      },
    ],
    reasons: { 'not-an-object': 900 },
    seconds: secondsOf(60),
    remarks: [],
    files: { ledger: 'ledger.jsonl', fix: 'fix.json', page: 'report.html' },
    ...changes,
  });
}

function secondsOf(count: number): LoadSummary['seconds'] {
  return Array.from({ length: count }, (_, second) => ({
    ...{ second, sent: 300, predicted: 285, rejected: 15, p50: 200, p95: 400, p99: 600.5 },
  }));
}

test('the verdict stands at the top, before every figure', () => {
  const page = loadPage(summaryOf(), LATENCY);
  expect(page.indexOf('class="verdict good"')).toBeGreaterThan(0);
  expect(page.indexOf('All 18,000 records')).toBeLessThan(page.indexOf('class="figures"'));
  expect(page.indexOf('class="figures"')).toBeLessThan(page.indexOf('<svg'));
});

test('a run that does not hold looks like one, and its wrong figures stand out', () => {
  const { accounting, kinds } = summaryOf();
  const page = loadPage(
    summaryOf({
      accounting: { ...accounting, holds: false, lost: 3 },
      kinds: kinds.map((kind) => ({ ...kind, predicted: 4, missing: 3 })),
    }),
    LATENCY,
  );
  expect(page).toContain('class="verdict bad"');
  expect(page).toContain('<dt>Missing</dt><dd>3');
  expect(page).not.toMatch(/\blost\b/i);
  expect(page.match(/class="number wrong"/g)).toHaveLength(2);
});

test('names that try to be markup stay text, in every place where a name stands', () => {
  const [kind] = summaryOf().kinds;
  const hostile = summaryOf({
    ...{ model: HOSTILE, data: HOSTILE, endpoint: HOSTILE, inputStream: HOSTILE, outputStream: HOSTILE },
    ...{ quarantine: HOSTILE, remarks: [HOSTILE], kinds: [{ ...kind!, kind: HOSTILE, what: HOSTILE }] },
    producing: { ...summaryOf().producing, refused: { [HOSTILE]: 1 } },
  });
  const page = loadPage(hostile, LATENCY);
  const tags = page.match(/<[a-z!/][^>]*>/gi)!.map((tag) => tag.replace(/"[^"]*"/g, '""'));
  expect(tags.join('\n')).not.toMatch(/<script|\son\w+=|\sstyle=/i);
  expect(page.split('&lt;script&gt;').length).toBeGreaterThan(10);
});

test('a day at full detail makes a page of less than a tenth of a megabyte', () => {
  expect(loadPage(summaryOf({ seconds: secondsOf(86_400) }), LATENCY).length).toBeLessThan(100_000);
});

test('a run in which nothing came back has a page and a text as well', () => {
  const { accounting } = summaryOf();
  const empty = summaryOf({
    accounting: { ...accounting, holds: true, sent: 0, predicted: 0, rejected: 0 },
    ...{ latencyMs: durationsOf(new Histogram()), seconds: [], kinds: [], reasons: {}, versions: [] },
  });
  expect(loadPage(empty, new Histogram())).toContain('class="verdict open"');
  expect(summaryText(empty).join('\n')).toContain('p50 -');
});

test('the share of bad records is said to be about so much, and the column "otherwise" is explained', () => {
  const { kinds } = summaryOf();
  const both = summaryOf({ kinds: [...kinds, ...kinds] });
  expect(loadPage(both, LATENCY)).toContain('records a second, about 5% of them bad');
  expect(loadPage(both, LATENCY)).toContain('rejected for another reason than the expected one');
  expect(summaryText(both).join('\n')).toContain('"Otherwise": rejected for another reason');
  expect(mixText(badKinds(wineSignature()), 0.1, 10)[0]).toMatch(
    /^Bad records: about 10%, so about 1 of 10,/,
  );
});
