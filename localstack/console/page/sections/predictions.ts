import type { LiveAnswer, PlaceView, PredictionView } from '../../api.ts';
import { type Content, h, s } from '../elements.ts';
import { clock, milliseconds, percent } from '../format.ts';
import { copyables } from './copyable.ts';

/** Rows that are shown; the answer has more. */
const ROWS = 12;

/** What came out last; or, before anything did, how to send a record. */
export function predictionsSection(
  { predictions, problem }: LiveAnswer,
  place: PlaceView | undefined,
): Content {
  if (problem !== null) return h('p', { class: 'verdict open' }, `They cannot be read just now: ${problem}`);
  if (predictions.length === 0) return nothingYet(place);
  const shown = predictions.slice(0, ROWS);
  const isCarried = shown.some(({ carried }) => carried.length > 0);
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
          h('th', { scope: 'col', class: 'number' }, 'Took'),
          h('th', { scope: 'col', class: 'number' }, 'By'),
          isCarried && h('th', { scope: 'col', class: 'wide' }, 'Carried'),
        ),
      ),
      h(
        'tbody',
        {},
        shown.map((prediction) => row(prediction, isCarried)),
      ),
    ),
  );
}

function row(
  { id, label, confidence, arrivedAt, at, version, carried }: PredictionView,
  isCarried: boolean,
): HTMLElement {
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
    isCarried &&
      h('td', { class: 'wide aside' }, carried.map(([key, value]) => `${key} ${value}`).join(', ')),
  );
}

function confidenceBar(confidence: number): HTMLElement {
  return h(
    'span',
    { class: 'confidence' },
    s(
      'svg',
      { class: 'meter', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      s('rect', { width: (confidence * 100).toFixed(1), height: 8 }),
    ),
    percent(confidence),
  );
}

function nothingYet(place: PlaceView | undefined): Content {
  return [
    h('p', { class: 'aside' }, 'No prediction in the last minute. Send a record from another terminal:'),
    place === undefined ? null : copyables('send', place.sendCommands),
  ];
}
