import type { LiveAnswer, PlaceView, PredictionView } from '../../api.ts';
import { type Content, h } from '../elements.ts';
import { clock, milliseconds, percent } from '../format.ts';
import { copyable } from './copyable.ts';

/** Rows that are shown; the answer has more. */
const ROWS = 12;

/** What came out last; or, before anything did, how to send a record. */
export function predictionsSection(
  { predictions, problem }: LiveAnswer,
  place: PlaceView | undefined,
): Content {
  if (problem !== null) return h('p', { class: 'verdict open' }, `They cannot be read just now: ${problem}`);
  if (predictions.length === 0) return nothingYet(place);
  return h(
    'div',
    { class: 'table', tabindex: 0, role: 'region', 'aria-label': 'Latest predictions' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, 'Time'),
          h('th', { scope: 'col' }, 'Prediction'),
          h('th', { scope: 'col' }, 'Confidence'),
          h('th', { scope: 'col', class: 'number' }, 'After'),
          h('th', { scope: 'col', class: 'number' }, 'By'),
          h('th', { scope: 'col', class: 'wide' }, 'Carried'),
        ),
      ),
      h('tbody', {}, predictions.slice(0, ROWS).map(row)),
    ),
  );
}

function row({ id, label, confidence, arrivedAt, at, version, carried }: PredictionView): HTMLElement {
  return h(
    'tr',
    { 'data-key': id, title: id },
    h('td', { class: 'nowrap' }, h('time', { datetime: at }, clock(at))),
    h('td', { class: 'label' }, label),
    h('td', {}, confidence === null ? '–' : confidenceBar(confidence)),
    h(
      'td',
      { class: 'number' },
      arrivedAt === null ? '–' : milliseconds(Date.parse(at) - Date.parse(arrivedAt)),
    ),
    h('td', { class: 'number' }, version === null ? '–' : `v${version}`),
    h('td', { class: 'wide aside' }, carried.map(([key, value]) => `${key} ${value}`).join(', ')),
  );
}

function confidenceBar(confidence: number): HTMLElement {
  return h(
    'span',
    { class: 'confidence' },
    h('meter', { min: 0, max: 1, value: confidence.toFixed(3), 'aria-hidden': 'true', class: 'bar' }),
    percent(confidence),
  );
}

function nothingYet(place: PlaceView | undefined): Content {
  return [
    h('p', { class: 'aside' }, 'No prediction in the last minute. Send a record from another terminal:'),
    place === undefined ? null : copyable('send', place.sendCommand),
  ];
}
