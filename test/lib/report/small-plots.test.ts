import fc from 'fast-check';
import { expect, test } from 'vitest';
import { link } from '../../../lib/report/link.ts';
import { sparkBand } from '../../../lib/report/spark-band.ts';
import { stepBars } from '../../../lib/report/step-bars.ts';

const NUMBERS = /NaN|Infinity|undefined|e[-+]?\d/;

test('a link leads to the web or beside the page, and nowhere else', () => {
  for (const address of [
    'https://example.com/#drift',
    'http://127.0.0.1:4569/x',
    'v3.json',
    '/reports/1',
    '../v1.html',
  ]) {
    expect(link('more', address).text).toBe(`<a href="${address}" rel="noreferrer">more</a>`);
  }
  for (const address of [
    ...['javascript:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'JAVASCRIPT:alert(1)'],
    ...['data:text/html,x', 'file:///etc/passwd', 'vbscript:x', '//example.com', '\\\\example.com'],
  ]) {
    expect(link('more', address).text).toBe('more');
  }
  expect(link('<b>', 'x"onclick="y').text).not.toMatch(/<b>|"onclick/);
});

test('bars stay within their drawing, and the highest is as high as it', () => {
  const bars = [
    { from: -3, to: 1, height: 0.5 },
    { from: 1, to: 2, height: 2 },
  ];
  const svg = stepBars({ label: 'x', reference: bars, current: [], isWrong: false }).text;
  expect(svg).toContain('class="usual" d="M0 72L0 54.8L192 54.8L192 3L240 3L240 72Z"');
  expect(svg).toContain('class="now" d=""');
});

test('small plots hold no number that is none, whatever they are given', () => {
  const share = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 30 }), share, share, (values, floor, high) => {
      const band = { low: high / 2, high };
      expect(sparkBand({ label: 'x', values, band, floor, isWrong: true }).text).not.toMatch(NUMBERS);
      const bars = values.map((height, index) => ({ from: index, to: index + 1, height }));
      expect(stepBars({ label: 'x', reference: bars, current: bars, isWrong: true }).text).not.toMatch(
        NUMBERS,
      );
    }),
  );
  expect(sparkBand({ label: 'x', values: [0], band: null, floor: 0, isWrong: false }).text).not.toMatch(
    NUMBERS,
  );
  expect(stepBars({ label: 'x', reference: [], current: [], isWrong: false }).text).not.toMatch(NUMBERS);
});
