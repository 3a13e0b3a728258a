import { type Html, html } from './html.ts';

/** What is there for those who ask, behind a line that says what it is. */
export function folded(summary: string, ...content: readonly Html[]): Html {
  return html`<details>
<summary>${summary}</summary>
${content}
</details>
`;
}
