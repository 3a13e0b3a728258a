import { expect, test } from 'vitest';
import type { TrainingReport } from '../../../training/reports/report-input.ts';
import { renderTrainingReport } from '../../../training/reports/training-report.ts';
import { exampleReport } from './support/example-report.ts';

const HOSTILE = `</svg></style><script>alert(1)</script>"><img src=x onerror=alert(2)>`;
const MEGABYTE = 1_000_000;

const pages = {
  classification: renderTrainingReport(exampleReport()),
  regression: renderTrainingReport(exampleReport({ task: 'regression', promote: false })),
  hostile: renderTrainingReport(
    exampleReport({ name: HOSTILE, features: 200, classes: 100, trials: 1000, rows: 1500 }),
  ),
  long: renderTrainingReport(
    exampleReport({
      name: `\u202Eאבגדה ${'long name '.repeat(500)}`,
      features: 200,
      classes: 100,
      trials: 1000,
    }),
  ),
  proto: renderTrainingReport(exampleReport({ name: '__proto__', features: 2, classes: 2, trials: 3 })),
};
const all = Object.entries(pages);

/** The page's tags, without the text between them. */
function tagsOf(page: string): string[] {
  return page.match(/<[a-z!/][^>]*>/gi)!;
}

/** What a reader sees. */
function textOf(page: string): string {
  return page.replace(/<style>[\s\S]*<\/style>/, '').replace(/<[^>]*>/g, ' ');
}

test.each(all)('the %s page has no script, handler, style attribute or address', (_, page) => {
  for (const tag of tagsOf(page)) {
    const bare = tag.replace(/"[^"]*"/g, '""');
    expect(bare).not.toMatch(/^<(script|img|iframe|object|embed|link|a|use|image|foreignObject)\b/i);
    expect(bare).not.toMatch(/\s(on\w+|style|src|href|xlink:href)=/i);
    // Every value is quoted, and nothing else stands in a tag.
    expect(bare).toMatch(/^<(!doctype html|\/?[a-z][a-z0-9]*(\s[a-z][\w:-]*="")*\s*\/?)>$/i);
  }
  expect(page.match(/<style/g)).toHaveLength(1);
  expect(page).toContain(`http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;;`);
  expect(tagsOf(page).join('')).not.toMatch(/https?:|url\(|data:/);
});

test.each(all)('every element of the %s page is closed where it was opened', (_, page) => {
  const open: string[] = [];
  for (const tag of tagsOf(page)) {
    const [, slash, name] = /^<(\/?)([a-z!][a-z0-9]*)/i.exec(tag)!;
    if (/^(!doctype|meta|br)$/i.test(name!)) continue;
    if (slash === '') open.push(name!);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});

test('two hundred features, a hundred classes and a thousand trials fit into a megabyte, and what is left out is said', () => {
  for (const [, page] of all) expect(Buffer.byteLength(page)).toBeLessThan(MEGABYTE);
  const seen = textOf(pages.hostile);
  expect(seen).toContain('Of 200 features 16 are shown');
  expect(seen).toContain('Of 100 classes 14 are shown');
  expect(seen).toMatch(/Of \d+ other trials 120 are shown/);
});

test('a plot holds no number that is none', () => {
  for (const [name, page] of all) expect(page, name).not.toMatch(/NaN|undefined|Infinity|\[object/);
});

test('the first sentence says whether the model may become the champion, and why', () => {
  expect(textOf(pages.classification)).toContain(
    'The forest model may become the champion (against version 6, mode &quot;better&quot;): it passes all 9 checks that apply: accuracy 0.694',
  );
  expect(pages.classification).toContain('<p class="verdict good">');
  expect(textOf(pages.regression)).toContain('The forest model may not become the champion');
  expect(pages.regression).toContain('<p class="verdict bad">');
});

test('made-up data are said loudly, real ones are not', () => {
  expect(pages.classification).toContain('<strong>SYNTHETIC DATA.</strong>');
  expect(pages.hostile).not.toContain('SYNTHETIC DATA');
});

test('sentences over the pictures are computed from the data', () => {
  const report = exampleReport();
  const complete = report.search!.trials.filter(({ value }) => value !== null);
  const best = complete.reduce((a, b) => (b.value! > a.value! ? b : a));
  const seen = textOf(pages.classification);
  expect(seen).toContain(
    `The best trial is ${best.number}, of the family ${best.family}: accuracy ${best.value!.toPrecision(4)}.`,
  );
  expect(seen).toContain(`The last improvement came at trial ${best.number} of 50`);
  expect(seen).toContain('the interval from 0.012 to 0.074 lies wholly above 0.');
  expect(seen).toMatch(/\d+ of 120 rows are right\. Most often class \d is taken for \d: \d+ rows?\./);
  expect(textOf(pages.regression)).toMatch(/Half of the predictions are within [\d.]+ of the truth/);
});

test.each(['The data', 'The search', 'The families', 'The winner', 'The gate'])(
  'the page has the section "%s"',
  (title) => {
    for (const [, page] of all) expect(page).toContain(`<h2>${title}</h2>`);
  },
);

test('a model without a search, a gate, a permutation or probabilities has a page as well', () => {
  const report = exampleReport({ rows: 60, features: 1, classes: 2 });
  const { holdout } = report.winner;
  const bare: TrainingReport = {
    ...report,
    version: 3,
    search: null,
    verdict: null,
    winner: {
      ...report.winner,
      trial: null,
      importance: null,
      hyperparameters: JSON.parse('{"__proto__": 1}'),
      metrics: {},
      holdout: {
        rows: holdout.rows,
        answers: { labels: new Int32Array(holdout.rows.count).fill(-1), probabilities: undefined },
      },
    },
  };
  const page = renderTrainingReport(bare);
  expect(page).toContain('wine-quality, version 3');
  expect(page).toContain('was not judged by the promotion gate');
  expect(page).not.toContain('<h2>The search</h2>');
  expect(page).not.toContain('Calibration');
  expect(page).not.toMatch(/NaN|undefined/);
});

test('a study whose trials all failed, or still run, has a page as well', () => {
  const report = exampleReport();
  const search = report.search!;
  const trials = search.trials.map((trial, index) => ({
    ...trial,
    state: index % 2 === 0 ? ('failed' as const) : ('running' as const),
    value: null,
    steps: [],
    metrics: {},
    finishedAt: index % 2 === 0 ? trial.finishedAt : null,
  }));
  const page = renderTrainingReport({ ...report, search: { ...search, trials } });
  expect(textOf(page)).toContain('No trial is complete');
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  expect(renderTrainingReport({ ...report, search: { ...search, trials: [] } })).toContain(
    'The study has no trials.',
  );
});
