import type { Difference } from '../../../../lib/contract/drift.ts';
import { miniHistogram } from '../charts/mini-histogram.ts';
import { spark } from '../charts/spark.ts';
import { h } from '../elements.ts';
import { measured, percent, words } from '../format.ts';
import { badge, type Tone } from './part.ts';

const EFFECTS: Readonly<Record<string, string>> = { wasserstein: 'Wasserstein', psi: 'PSI', ks: 'K–S' };

/** A feature, the prediction or the confidence of a window beside its reference. */
export function differenceCard(difference: Difference): HTMLElement {
  const { name, type, effect, importance, history } = difference;
  const { labels } = difference.histogram;
  const [tone, text] = badgeOf(difference);
  const statistic = EFFECTS[effect.statistic] ?? words(effect.statistic);
  const isFeature = type === 'number' || type === 'category';
  return h(
    'li',
    { class: `card ${tone}`, 'data-key': `${type} ${name}` },
    h('div', { class: 'head' }, h('h4', {}, name), badge(tone, text)),
    miniHistogram(difference),
    h('p', { class: 'ends' }, h('span', {}, shortLabel(labels[0])), h('span', {}, shortLabel(labels.at(-1)))),
    history.length > 1 &&
      spark({
        label: `${statistic} over ${history.length} windows, last ${measured(effect.value, 2)}`,
        values: history.map(({ value }) => value),
        floor: effect.floor,
      }),
    h(
      'p',
      { class: 'aside' },
      `${statistic} `,
      h('strong', {}, measured(effect.value, 2)),
      ` of ${measured(effect.floor, 2)} allowed`,
      isFeature && `, importance ${percent(importance)}`,
    ),
    meanText(difference),
  );
}

/** Edges are told with all digits that they have as 32-bit floats; four of them are read. */
function shortLabel(label = ''): string {
  return label.replace(/-?\d+\.\d+(e[+-]?\d+)?/g, (number) => measured(Number(number), 4));
}

function badgeOf({ verdict, differs }: Difference): readonly [Tone, string] {
  if (verdict === 'drift') return ['bad', 'drifted'];
  if (differs) return ['open', 'differs so far'];
  return verdict === 'insufficient-data' ? ['open', 'too few rows'] : ['good', 'steady'];
}

function meanText({ mean, referenceMean }: Difference): HTMLElement | null {
  if (mean === undefined || referenceMean === undefined) return null;
  return h('p', { class: 'aside' }, `mean ${measured(referenceMean)} → ${measured(mean)}`);
}
