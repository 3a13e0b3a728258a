import type { AlarmView } from '../../api.ts';
import { type Content, h } from '../elements.ts';
import { measured, milliseconds, moment, percent, plural, words } from '../format.ts';
import { badge, type Tone } from './part.ts';

const STATES = {
  alarm: ['bad', 'alarm'],
  ok: ['good', 'ok'],
  'insufficient-data': ['open', 'no data yet'],
} as const satisfies Record<AlarmView['state'], readonly [Tone, string]>;

/** Every alarm: whether it rings, its value against its threshold, and what to do first. */
export function alarmsSection(alarms: readonly AlarmView[]): Content {
  return h('ul', { class: 'list alarms' }, alarms.map(item));
}

function item(alarm: AlarmView): HTMLElement {
  const { name, state, means, first, since, isTest } = alarm;
  const [tone, text] = STATES[state];
  const isRinging = state === 'alarm';
  return h(
    'li',
    { 'data-key': name, class: isRinging ? 'ringing' : undefined },
    h(
      'p',
      { class: 'head' },
      badge(tone, isTest ? 'test' : text),
      h('strong', {}, words(name)),
      h('span', { class: 'aside' }, valueText(alarm)),
    ),
    isRinging && h('p', {}, isTest ? 'Somebody tries this alarm; nothing is wrong.' : means),
    isRinging && !isTest && h('p', { class: 'aside' }, `First: ${first}`),
    isRinging &&
      since !== null &&
      h('p', { class: 'aside' }, 'Since ', h('time', { datetime: since }, moment(since))),
  );
}

function valueText(alarm: AlarmView): string {
  const { value, threshold, comparison, unit } = alarm;
  // Without a value it does not ring: that says little, and shall not look like a good one.
  const now = value === null ? 'no value now' : amount(value, unit);
  if (unit === 'not settable') return value === null ? now : '';
  return `${now}, rings ${comparison} ${amount(threshold, unit)}`;
}

function amount(value: number, unit: string): string {
  if (unit === 'share') return percent(value);
  if (unit === 'milliseconds') return milliseconds(value);
  if (unit === 'seconds') return value < 7200 ? plural(value / 60, 'minute') : plural(value / 3600, 'hour');
  return measured(value);
}
