import { type Html, html } from './html.ts';
import type { Tone } from './page.ts';

/** One thing compared with what it usually is: pictures beside each other, and figures below them. */
export interface Comparison {
  readonly title: string;
  /** Small, beside the title. */
  readonly remark?: string;
  readonly badge: { readonly tone: Tone; readonly text: string };
  readonly pictures: readonly { readonly heading: string; readonly picture: Html; readonly ends: Ends }[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** What stands below a picture's left and right end. */
export type Ends = readonly [left: string, right: string];

/** Comparisons in frames of their own, one below the other. */
export function comparisons(list: readonly Comparison[]): Html {
  return html`<ul class="comparisons">${list.map(comparison)}</ul>
`;
}

function comparison({ title, remark, badge, pictures, facts }: Comparison): Html {
  return html`<li class="${badge.tone}"><div class="head"><h3>${title}</h3><span class="badge ${badge.tone}">${badge.text}</span>${remark === undefined ? '' : html`<span class="aside">${remark}</span>`}</div>
<div class="pictures">${pictures.map(pane)}</div>
<dl class="facts">${facts.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></li>
`;
}

function pane({ heading, picture, ends: [left, right] }: Comparison['pictures'][number]): Html {
  return html`<div><p>${heading}</p>${picture}<p class="ends"><span>${left}</span><span>${right}</span></p></div>`;
}
