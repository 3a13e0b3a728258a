import { type Html, html } from './html.ts';

/**
 * A link, where the address is one of the web or lies beside the page; else the text alone. Nothing that a browser
 * would run as a program becomes one, and the page that is opened does not learn where it was opened from.
 */
export function link(text: string, address: string): Html {
  return isHarmless(address) ? html`<a href="${address}" rel="noreferrer">${text}</a>` : html`${text}`;
}

function isHarmless(address: string): boolean {
  // Browsers leave out spaces and control characters at the start, and line breaks anywhere.
  if (/[\s\p{Cc}]/u.test(address)) return false;
  return /^https?:\/\//i.test(address) || /^(?![\w+.-]+:)(?!\/\/)(?!\\)/.test(address);
}
