import type { LiveAnswer, RejectionView } from '../../api.ts';
import { type Content, h } from '../elements.ts';
import { timeOf, words } from '../format.ts';

const ITEMS = 5;

/** What was rejected last: the reason, the field, and what its sender can do. */
export function rejectionsSection({ rejections, at }: LiveAnswer): Content {
  if (rejections.length === 0) return h('p', { class: 'aside' }, 'Nothing was rejected today or yesterday.');
  return [
    h(
      'ul',
      { class: 'list' },
      rejections.slice(0, ITEMS).map((rejection) => item(rejection, at)),
    ),
    h(
      'p',
      { class: 'aside' },
      'Their data, and which were replayed since: ',
      h('code', {}, 'npx weir quarantine'),
    ),
  ];
}

function item({ id, reason, field, came, action, at }: RejectionView, now: string): HTMLElement {
  const about = [field, came === null ? null : `came as ${came}`].filter((part) => part !== null);
  return h(
    'li',
    { 'data-key': id, title: id },
    h(
      'p',
      { class: 'head' },
      h('time', { datetime: at, class: 'aside' }, timeOf(at, now)),
      h('strong', {}, words(reason)),
      about.length > 0 && h('code', {}, about.join(', ')),
    ),
    h('p', { class: 'aside' }, action),
  );
}
