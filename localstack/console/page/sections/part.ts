import type { Part } from '../../api.ts';
import { type Content, h } from '../elements.ts';

/** A part of the state, or why it cannot be had. */
export function part<T>(answer: Part<T>, show: (value: T) => Content): Content {
  if ('value' in answer) return show(answer.value);
  return h('p', { class: 'verdict bad' }, `This cannot be read: ${answer.problem}`);
}

export type Tone = 'good' | 'bad' | 'open';

export function badge(tone: Tone, text: string): HTMLElement {
  return h('span', { class: `badge ${tone}` }, text);
}
