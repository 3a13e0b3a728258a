import type { AliasView, VersionsView, VersionView } from '../../api.ts';
import { type Content, h } from '../elements.ts';
import { moment, words } from '../format.ts';
import { badge } from './part.ts';

/** The versions with what they are, and the buttons that make one the champion. */
export function versionsSection(view: VersionsView): Content {
  const { champion, versions, unreadable, count } = view;
  if (count === 0) {
    return h(
      'p',
      { class: 'verdict open' },
      'There is no version yet: ',
      h('code', {}, 'npx weir train'),
      ' or ',
      h('code', {}, 'npx weir publish'),
      ' makes one.',
    );
  }
  return [
    champion === null
      ? h('p', { class: 'verdict open' }, 'No version is the champion: records wait until one is promoted.')
      : championBar(champion),
    h(
      'ul',
      { class: 'cards versions' },
      versions.map((version) => item(version, view)),
    ),
    unreadable.map(({ version, problem }) =>
      h(
        'p',
        { class: 'verdict bad', 'data-key': `unreadable ${version}` },
        `Version ${version} cannot be read: ${problem}`,
      ),
    ),
    count > versions.length + unreadable.length &&
      h('p', { class: 'aside' }, `The latest ${versions.length + unreadable.length} of ${count}.`),
  ];
}

function championBar({ version, previous, since, by, reason, isRollback }: AliasView): HTMLElement {
  return h(
    'div',
    { class: 'actions' },
    h(
      'p',
      {},
      h('strong', {}, `Version ${version}`),
      ` is the champion since ${moment(since)}, by ${by}: ${reason}`,
    ),
    previous !== null &&
      h(
        'button',
        {
          type: 'button',
          class: isRollback ? 'quiet' : undefined,
          'data-action': 'rollback',
          'aria-haspopup': 'dialog',
        },
        isRollback ? `Undo: back to version ${previous}` : `Roll back to version ${previous}`,
      ),
  );
}

function item(view: VersionView, { champion, aliases }: VersionsView): HTMLElement {
  const { version, metric, createdAt, trainer, gate, study, hasReport } = view;
  const isChampion = champion?.version === version;
  const others = Object.entries(aliases).filter(([, named]) => named === version);
  return h(
    'li',
    { 'data-key': version, class: isChampion ? 'card champion' : 'card' },
    h(
      'div',
      { class: 'head' },
      h('h3', {}, `Version ${version}`),
      isChampion && badge('good', 'champion'),
      others.map(([name]) => badge('open', name)),
      gate !== null && gate.promote === false && badge('bad', 'refused by the gate'),
    ),
    h(
      'p',
      {},
      metric === null
        ? 'not judged on a holdout'
        : [
            words(metric.name),
            ' ',
            h('strong', {}, metric.value.toFixed(3)),
            ` (${metric.low.toFixed(3)} to ${metric.high.toFixed(3)})`,
          ],
    ),
    h('p', { class: 'aside' }, `${moment(createdAt)}, ${trainer}${study === null ? '' : `, study ${study}`}`),
    gate === null
      ? h('p', { class: 'aside' }, 'Nobody asked the gate about it.')
      : h('p', { class: 'aside' }, `Gate: ${gate.reason}`),
    h(
      'div',
      { class: 'buttons' },
      !isChampion &&
        h(
          'button',
          {
            type: 'button',
            'data-action': 'promote',
            'data-version': version,
            'aria-haspopup': 'dialog',
            'aria-label': `Promote version ${version}`,
          },
          'Promote',
        ),
      hasReport &&
        h(
          'a',
          {
            class: 'button quiet',
            href: `/reports/versions/${version}`,
            target: '_blank',
            rel: 'noopener',
            'aria-label': `Training report of version ${version}`,
          },
          'Training report',
        ),
    ),
  );
}
