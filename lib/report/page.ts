import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** `good`: as it should be. `bad`: something is wrong. `open`: it cannot be told. */
export type Tone = 'good' | 'bad' | 'open';

/** A report: what was found in one sentence, then what supports it. */
export interface Page {
  readonly title: string;
  /** Small, above the title: what kind of report this is. */
  readonly kind: string;
  /** Small, below the title: when, of what. */
  readonly subtitle: string;
  readonly verdict: { readonly tone: Tone; readonly sentence: string };
  readonly sections: readonly Html[];
  /** Small, at the end. */
  readonly footer: Html;
}

/** Only the style below counts: nothing is loaded, run, embedded or sent, whatever a name in the report says. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The page as one HTML file that needs nothing else: no script, no font, no image from anywhere. */
export function renderPage({ title, kind, subtitle, verdict, sections, footer }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<header>
<p class="kind">${kind}</p>
<h1>${title}</h1>
<p class="subtitle">${subtitle}</p>
</header>
<p class="verdict ${verdict.tone}">${verdict.sentence}</p>
${sections}
<footer>${footer}</footer>
</main>
</body>
</html>
`.text;
}

/** A part of a page under a heading of its own. */
export function section(heading: string, ...content: readonly Html[]): Html {
  return html`<section>
<h2>${heading}</h2>
${content}
</section>
`;
}
