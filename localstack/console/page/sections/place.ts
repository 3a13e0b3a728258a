import type { PlaceView } from '../../api.ts';
import { type Content, h } from '../elements.ts';
import { copyables } from './copyable.ts';

/** Where everything is. */
export function placeSection(place: PlaceView): Content {
  const { kinesis, inputStream, outputStream, registry, quarantine, functionLog, sendCommands } = place;
  const rows: readonly (readonly [string, string])[] = [
    ['Kinesis', kinesis],
    ['Streams', `${inputStream} in, ${outputStream} out`],
    ['Registry', registry],
    ['Quarantine', quarantine],
    ['Function log', functionLog],
  ];
  return [
    h(
      'dl',
      { class: 'facts places' },
      rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, h('code', {}, value)))),
      h(
        'div',
        {},
        h('dt', {}, 'Metrics'),
        h(
          'dd',
          {},
          h('a', { href: '/metrics', target: '_blank', rel: 'noopener' }, '/metrics'),
          ' for Prometheus',
        ),
      ),
    ),
    h('h3', {}, 'Send a record'),
    copyables('place', sendCommands),
  ];
}
