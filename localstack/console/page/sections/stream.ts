import type { FlowView } from '../../api.ts';
import { latencyChart, rateChart } from '../charts/flow-chart.ts';
import { shareBars } from '../charts/share-bars.ts';
import { type Content, h } from '../elements.ts';
import { count, milliseconds, percent, rate } from '../format.ts';

/** Rates, latency and confidence of the latest minutes. */
export function streamSection(flow: FlowView): Content {
  const { rates, totals, series, stepSeconds, batchMs, responseMs, confidence } = flow;
  const answered = totals.predicted + totals.rejected;
  const rejectedShare = answered === 0 ? 'none so far' : `${percent(totals.rejected / answered)} of all`;
  return [
    h(
      'dl',
      { class: 'figures' },
      figure('Predicted a second', rate(rates.predicted), `${count(totals.predicted)} since the start`),
      figure('Rejected a second', rate(rates.rejected), `${count(totals.rejected)}, ${rejectedShare}`),
      figure('Handed back a second', rate(rates.unfinished), 'they come again'),
      figure('Batch, median', medianText(batchMs), quantileText(batchMs)),
      figure('Response, median', medianText(responseMs), quantileText(responseMs)),
      figure('Confidence, mean', confidence === null ? '–' : percent(confidence.mean), 'of five minutes'),
    ),
    h(
      'div',
      { class: 'charts' },
      h(
        'figure',
        {},
        rateChart(series, stepSeconds),
        h(
          'figcaption',
          {},
          h('span', { class: 'key predicted' }, 'predicted'),
          h('span', { class: 'key rejected' }, 'rejected'),
          h('span', { class: 'key waiting' }, 'handed back'),
          h(
            'span',
            { class: 'aside' },
            `a second, five minutes, at most ${rate(mostOf(series, stepSeconds))}`,
          ),
        ),
      ),
      h(
        'figure',
        {},
        latencyChart(series),
        h(
          'figcaption',
          {},
          h('span', { class: 'key latency' }, 'time of a batch'),
          h('span', { class: 'aside' }, latencyText(flow)),
        ),
      ),
      h(
        'figure',
        { class: 'small' },
        shareBars('Confidence', confidence?.shares ?? new Array<number>(10).fill(0)),
        h(
          'figcaption',
          { class: 'ends' },
          h('span', {}, '0'),
          h('span', { class: 'key confidence' }, 'confidence'),
          h('span', {}, '1'),
        ),
      ),
    ),
  ];
}

function figure(name: string, value: string, note: string): HTMLElement {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value, h('small', {}, note)));
}

function medianText(quantiles: FlowView['batchMs']): string {
  return quantiles === null ? '–' : milliseconds(quantiles.p50);
}

function quantileText(quantiles: FlowView['batchMs']): string {
  return quantiles === null
    ? 'no batch in five minutes'
    : `95% of batches within ${milliseconds(quantiles.p95)}`;
}

function latencyText({ batchMs }: FlowView): string {
  return batchMs === null
    ? 'no batch in five minutes'
    : `five minutes, 95% within ${milliseconds(batchMs.p95)}`;
}

function mostOf(series: FlowView['series'], stepSeconds: number): number {
  return (
    Math.max(...series.flatMap(({ predicted, rejected, unfinished }) => [predicted, rejected, unfinished])) /
    stepSeconds
  );
}
