import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barChart } from '../../../lib/report/bar-chart.ts';
import { escapeHtml, html } from '../../../lib/report/html.ts';
import { renderPage, section } from '../../../lib/report/page.ts';
import { dataTable, figures } from '../../../lib/report/table.ts';

const HOSTILE = `</title></style><script>alert(1)</script><img src=x onerror="alert(2)">'&amp;`;

function pageOf(text: string): string {
  return renderPage({
    title: text,
    kind: text,
    subtitle: text,
    verdict: { tone: 'good', sentence: text },
    sections: [
      section(text, dataTable([text], [[text], [{ wrong: text }]])),
      figures([{ name: text, value: text, detail: text }]),
      barChart({ label: text, caption: text, bars: [{ name: text, value: 1 }], format: () => text }),
    ],
    footer: html`<p>${text}</p>`,
  });
}

/** The page's tags and their attributes, without the text between them. */
function markupOf(page: string): string[] {
  return page.match(/<[a-z!/][^>]*>/gi)!.map((tag) => tag.replace(/"[^"]*"/g, '""'));
}

test('whatever text stands in a page, it has the tags of a page with harmless text', () => {
  const harmless = markupOf(pageOf('name'));
  const skeleton = (page: string) =>
    markupOf(page).filter((tag) => !/^<(\/?text|\/?tspan|path|rect|g|\/g)\b/.test(tag));
  const wanted = harmless.filter((tag) => !/^<(\/?text|\/?tspan|path|rect|g|\/g)\b/.test(tag));
  expect(skeleton(pageOf(HOSTILE))).toEqual(wanted);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'<>"\'&/=s cript-!') }), (text) => {
      expect(skeleton(pageOf(`x${text}`))).toEqual(wanted);
    }),
    { numRuns: 30 },
  );
});

test('a page with a hostile name has no script, no handler and no address', () => {
  const tags = markupOf(pageOf(HOSTILE)).join('\n');
  expect(tags).not.toMatch(/<script|<img|<iframe|<object|<link|<a\b|\bon[a-z]+=|\bsrc=|\bhref=/i);
});

test('escaped text is the text again once a browser has read it', () => {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  fc.assert(
    fc.property(fc.string(), (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"']/);
      expect(escaped.replace(/&([^;]+);/g, (_, name: string) => entities[name]!)).toBe(text);
    }),
  );
});

test("the page's policy lets nothing in but its own style, and the style is the one that it names", () => {
  const page = pageOf('name');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
    .exec(page)![1]!
    .replaceAll('&#39;', "'");
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)![1]!;
  const digest = createHash('sha256').update(style).digest('base64');
  expect(policy).toBe(
    `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
  );
  // Before anything that it could forbid.
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
});

test('nothing in the page needs what the policy forbids: no style attribute, no second style element', () => {
  const page = pageOf('name');
  expect(page.match(/<style/g)).toHaveLength(1);
  expect(page.match(/<[^>]*\sstyle=/g)).toBeNull();
  expect(page).not.toContain('<![CDATA[');
});

test('a page follows light and dark, and fits a telephone', () => {
  const page = pageOf('name');
  expect(page).toContain('prefers-color-scheme: dark');
  expect(page).toContain('name="viewport"');
  expect(page).toMatch(/@media \(max-width/);
});

test('a table that a telephone is too narrow for says that it scrolls, a small one does not', () => {
  const table = (columns: number) => dataTable(Array(columns).fill('name'), [Array(columns).fill(1)]).text;
  expect(table(8)).toMatch(/<p class="hint">Scrolls sideways →<\/p>\s*<div class="table">/);
  expect(table(5)).not.toContain('hint');
  const page = pageOf('name');
  expect(page).toContain('.table { overflow-x: auto; }');
  // Words that may break anywhere have no width, so that a full table would squeeze them to single letters.
  expect(page).toContain('\ntd { overflow-wrap: break-word; }');
});
