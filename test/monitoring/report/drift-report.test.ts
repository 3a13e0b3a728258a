import { describe, expect, test } from 'vitest';
import type { Difference, DriftResult } from '../../../lib/contract/drift.ts';
import { renderDriftReport } from '../../../monitoring/report/drift-report.ts';
import { type Example, type ExampleOptions, exampleResult } from './support/example-result.ts';

const HOSTILE = `</svg></style><script>alert(1)</script>"><img src=x onerror=alert(2)>`;
const MEGABYTE = 1_000_000;

const LINKS = {
  json: 'v3.json',
  runbook: 'https://example.com/runbook#drift',
  dashboard: 'https://example.com/d/1',
};

function page(options: ExampleOptions = {}, change: Partial<DriftResult> = {}): string {
  const { result, profile } = exampleResult(options);
  return renderDriftReport({ ...result, ...change }, profile, LINKS);
}

const pages = {
  drift: page(),
  calm: page({ drifted: 0, findings: 0, features: 3, windows: 1 }),
  huge: page({ name: HOSTILE, features: 4096, classes: 100, drifted: 90, findings: 300, windows: 200 }),
  long: page({ name: `\u202Eאבגדה ${'long name '.repeat(200)}`, features: 4, classes: 100, findings: 4 }),
  proto: page({ name: '__proto__', features: 2, drifted: 2 }),
};
const all = Object.entries(pages);

/** The page's tags, without the text between them. */
function tagsOf(html: string): string[] {
  return html.match(/<[a-z!/][^>]*>/gi)!;
}

/** What a reader sees. */
function textOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

/** The names over the pictures, in their order. */
function cardsOf(html: string): string[] {
  return [...html.matchAll(/<div class="head"><h3>([^<]*)<\/h3>/g)].map((match) => match[1]!);
}

test.each(all)('the %s page runs and loads nothing, whatever names are in it', (_, html) => {
  for (const tag of tagsOf(html)) {
    const bare = tag.replace(/"[^"]*"/g, '""');
    expect(bare).not.toMatch(/^<(script|img|iframe|object|embed|link|use|image|foreignObject)\b/i);
    expect(bare).not.toMatch(/\s(on\w+|style|src|xlink:href)=/i);
    // Every value is quoted, and nothing else stands in a tag.
    expect(bare).toMatch(/^<(!doctype html|\/?[a-z][a-z0-9]*(\s[a-z][\w:-]*="")*\s*\/?)>$/i);
  }
  expect(html.match(/<style/g)).toHaveLength(1);
  expect(html).toContain(`http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;;`);
  const addresses = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
  expect(addresses).toEqual([LINKS.runbook, LINKS.dashboard, LINKS.json]);
});

test.each(all)('every element of the %s page is closed where it was opened', (_, html) => {
  const open: string[] = [];
  for (const tag of tagsOf(html)) {
    const [, slash, name] = /^<(\/?)([a-z!][a-z0-9]*)/i.exec(tag)!;
    if (/^(!doctype|meta|br)$/i.test(name!) || tag.endsWith('/>')) continue;
    if (slash === '') open.push(name!);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});

test.each(all)('the %s page holds no number that is none', (_, html) => {
  expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
});

test('four thousand features and hundred classes fit into a megabyte, and what is left out is said', () => {
  for (const [, html] of all) expect(Buffer.byteLength(html)).toBeLessThan(MEGABYTE);
  const seen = textOf(pages.huge);
  expect(seen).toContain('90 of 4,096 features drifted');
  expect(seen).toContain('Of 4,096 features 60 are shown');
  expect(seen).toContain('Of 4,036 further features 400 are shown');
  expect(seen).toContain('Of 300 findings 100 are shown');
});

test('the first sentence says how many features drifted and which', () => {
  expect(textOf(pages.drift)).toContain('1 of 11 features drifted: alcohol.');
  expect(pages.drift).toContain('<p class="verdict bad">');
  expect(textOf(pages.calm)).toContain('0 of 3 features drifted.');
  expect(pages.calm).toContain('<p class="verdict good">');
  expect(pages.calm).not.toContain('verdict bad');
});

test('too few rows are said to be that, and never that nothing drifted', () => {
  const html = page({ drifted: 0, findings: 0 }, { verdict: 'insufficient-data', rows: 200 });
  expect(textOf(html)).toContain(
    'It cannot be told whether any of 11 features drifted: there are too few rows.',
  );
  expect(html).toContain('<p class="verdict open">');
  expect(textOf(html)).not.toContain('0 of 11 features drifted');
});

test('features that differ in a first window are named, and a second window is said to decide', () => {
  const { result, profile } = exampleResult({ drifted: 0, findings: 0, features: 3 });
  const features = result.features.map(
    (feature, index): Difference =>
      index === 0 ? { ...feature, differs: true, recent: [true], verdict: 'insufficient-data' } : feature,
  );
  const seen = textOf(
    renderDriftReport({ ...result, verdict: 'insufficient-data', features }, profile, LINKS),
  );
  expect(seen).toContain('alcohol differs so far; a second window decides.');
  expect(seen).toContain('alcohol differs so far importance');
  expect(seen).toMatch(/volatile acidity (importance \d+% )?no drift/);
  expect(seen).not.toContain('too few rows');
});

test('rows that suffice are not said to be too few where there is nothing to compare them with', () => {
  const { result, profile } = exampleResult({ drifted: 0, findings: 0, features: 3 });
  const features = result.features.map(
    (feature): Difference => ({ ...feature, recent: [], verdict: 'insufficient-data' }),
  );
  const seen = textOf(
    renderDriftReport({ ...result, verdict: 'insufficient-data', features }, profile, LINKS),
  );
  expect(seen).toContain('too few rows have values, or prior ones to compare them with.');
  expect(seen).toContain('alcohol too little to compare with');
});

test('an hour raises the alarm, and a day is said not to', () => {
  expect(textOf(pages.drift)).toContain('This result raises the alarm.');
  const { window } = exampleResult().result;
  const day = textOf(page({}, { window: { ...window, id: '2026-11-21', hours: 24 } }));
  expect(day).toContain('alarms ring by the hour');
  expect(day).not.toContain('raises the alarm');
});

test('where the predictions are not known, the page says who knows them', () => {
  expect(textOf(page({}, { coverage: null }))).toContain(
    'coverage not known here: only CloudWatch knows how many were predicted',
  );
});

test('a finding about the data stands beside the verdict, with its share', () => {
  const seen = textOf(pages.drift);
  expect(seen).toContain('1 finding about the data: sulphates is missing in 49 of 980 records (5.0%)');
  expect(seen).toMatch(/sulphates missing 49 of 980 5\.0% 0\.00% &lt; 0\.0001/);
});

describe('features', () => {
  function differing(names: readonly (readonly [string, number, number, boolean])[]): string[] {
    const example = exampleResult({ features: names.length, drifted: 0 });
    const features = names.map(([name, value, importance, drifts], index): Difference => {
      const feature = example.result.features[index]!;
      const verdict = drifts ? 'drift' : 'no-drift';
      return { ...feature, name, importance, verdict, effect: { ...feature.effect, value } };
    });
    return cardsOf(renderDriftReport({ ...example.result, features }, example.profile, {})).slice(
      0,
      names.length,
    );
  }

  test('are in the order of score times importance', () => {
    expect(
      differing([
        ['small score', 0.1, 0.6, false],
        ['small importance', 1, 0.05, true],
        ['both', 0.4, 0.3, false],
      ]),
    ).toEqual(['both', 'small score', 'small importance']);
  });

  test('have a picture when they drifted, however many others have a greater score times importance', () => {
    const others = Array.from({ length: 80 }, (_, index) => [`other ${index}`, 0.9, 0.012, false] as const);
    const cards = differing([...others, ['drifted', 0.2, 0.0001, true]]);
    expect(cards).toContain('drifted');
    expect(cards.filter((name) => name.startsWith('other'))).toHaveLength(59);
  });

  test('without a picture are in a table, those that drifted first', () => {
    const { result, profile } = exampleResult({ features: 600, drifted: 70 });
    const features = result.features.map((feature, index) => ({
      ...feature,
      importance: index < 70 ? 1e-6 : feature.importance,
    }));
    const html = renderDriftReport({ ...result, features }, profile, {});
    const table = html.slice(html.indexOf('<summary>'));
    expect(table.match(/<td>drifted<\/td>/g)).toHaveLength(10);
    expect(table.indexOf('<td>drifted</td>')).toBeLessThan(table.indexOf('<td>no drift</td>'));
  });

  test('show test, score, threshold, rows, the move of the mean and the verdict', () => {
    const card = /<li class="bad">[\s\S]*?<\/li>/.exec(pages.drift)![0];
    const seen = textOf(card);
    expect(seen).toContain('alcohol drifted');
    expect(seen).toContain('normed Wasserstein 0.59 (threshold 0.1)');
    expect(seen).toContain('Kolmogorov–Smirnov 0.236, p &lt; 0.0001');
    expect(seen).toContain('10.51 → 11.13 (+0.50 σ)');
    expect(seen).toContain('Rows 931');
    expect(seen).toContain('2 of 3 windows');
    expect(card.match(/<svg/g)).toHaveLength(2);
  });

  test('that differ in this window alone are not called drifted', () => {
    const { result, profile } = exampleResult({ drifted: 0 });
    const features = result.features.map((feature, index) => ({ ...feature, differs: index === 0 }));
    const html = renderDriftReport({ ...result, features }, profile, {});
    expect(textOf(html)).toContain('alcohol differs, not yet drift');
    expect(textOf(html)).toContain('0 of 11 features drifted.');
  });
});

test('a result that knows next to nothing has a page as well', () => {
  const { result, profile }: Example = exampleResult({ drifted: 0, findings: 0 });
  const bare: DriftResult = {
    ...result,
    verdict: 'insufficient-data',
    rows: 0,
    features: result.features.map(({ mean: _, referenceMean: __, ...feature }) => ({
      ...feature,
      rows: 0,
      statistics: {},
      test: null,
      histogram: { labels: [], reference: [], current: [] },
      history: [],
      band: null,
      recent: [],
      importance: 0,
      verdict: 'insufficient-data' as const,
    })),
    prediction: null,
    confidence: null,
    accuracy: { reference: null, estimated: null, realised: null, sevenDays: null },
    coverage: null,
    sources: [],
  };
  const html = renderDriftReport(bare, { ...profile, moments: profile.moments.map(() => null) });
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
  expect(html).not.toContain('<a ');
  expect(textOf(html)).toContain('No labels have come for this window yet.');
});
