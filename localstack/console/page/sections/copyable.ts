import { h } from '../elements.ts';

/** A command, with a button that copies it. @param key tells it from others on the page */
export function copyable(key: string, text: string): HTMLElement {
  return h(
    'div',
    { class: 'copyable', 'data-key': `copy-${key}` },
    h('pre', { tabindex: 0, 'aria-label': 'Command' }, h('code', {}, text)),
    h('button', { type: 'button', class: 'quiet', 'data-action': 'copy' }, 'Copy'),
  );
}
