import type { BrokenStudy, StudyView } from '../../api.ts';
import { spark } from '../charts/spark.ts';
import { type Content, h } from '../elements.ts';
import { count, measured, moment, words } from '../format.ts';
import { badge } from './part.ts';

/** Searches for better models, newest first. */
export function trainingSection(studies: readonly (StudyView | BrokenStudy)[]): Content {
  if (studies.length === 0) {
    return h(
      'p',
      { class: 'aside' },
      'No search was run here yet: ',
      h('code', {}, 'npx weir train --trials 50'),
    );
  }
  return h(
    'ul',
    { class: 'cards' },
    studies.map((view) => ('problem' in view ? brokenItem(view) : item(view))),
  );
}

function item(view: StudyView): HTMLElement {
  const { study, metric, createdAt, finished, failed, limit, best, curve, ended, version } = view;
  return h(
    'li',
    { class: 'card', 'data-key': study },
    h('div', { class: 'head' }, h('h3', {}, study), stateBadge(view)),
    curve.length > 1 &&
      spark({
        label: `Best ${words(metric)} so far, from ${measured(curve[0]!)} to ${measured(curve.at(-1)!)}`,
        values: curve,
        fromLowest: true,
      }),
    h(
      'p',
      {},
      best === null
        ? 'no trial is complete yet'
        : [`${words(metric)} `, h('strong', {}, measured(best.value, 4)), ` by ${best.family}`],
    ),
    h('progress', { max: limit, value: finished, 'aria-label': `Trials of ${study}` }),
    h(
      'p',
      { class: 'aside' },
      `${count(finished)} of ${count(limit)} trials${failed > 0 ? `, ${count(failed)} failed` : ''}; ${moment(createdAt)}`,
    ),
    ended !== null && h('p', { class: 'aside' }, ended),
    version !== null && h('p', { class: 'aside' }, `It made version ${version}.`),
  );
}

function brokenItem({ study, problem }: BrokenStudy): HTMLElement {
  return h(
    'li',
    { class: 'card', 'data-key': study },
    h('div', { class: 'head' }, h('h3', {}, study), badge('bad', 'cannot be read')),
    h('p', { class: 'aside' }, problem),
  );
}

function stateBadge({ ended, running }: StudyView): HTMLElement {
  if (ended !== null) return badge('good', 'ended');
  return running > 0 ? badge('open', `${running} running`) : badge('open', 'waiting');
}
