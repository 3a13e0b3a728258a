import type { SendCommand } from '../../api.ts';
import { type Content, h } from '../elements.ts';

/** A command, with a button that copies it. @param key tells it from others on the page */
function copyable(key: string, { title, command }: SendCommand): HTMLElement {
  return h(
    'div',
    { class: 'copyable', 'data-key': `copy-${key}` },
    h('pre', { tabindex: 0, 'aria-label': `Command for ${title}` }, h('code', {}, command)),
    h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'data-action': 'copy',
        'aria-label': `Copy the command for ${title}`,
      },
      'Copy',
    ),
  );
}

/** Commands of which one is enough: each under its title, unless there is only one. @param key as above */
export function copyables(key: string, commands: readonly SendCommand[]): Content {
  return commands.map((one, at) => [
    commands.length > 1 && h('p', { class: 'aside', 'data-key': `title-${key}-${at}` }, one.title),
    copyable(`${key}-${at}`, one),
  ]);
}
