import type { Difference, DriftResult } from '../../lib/contract/drift.ts';
import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import { comparisons } from '../../lib/report/comparison.ts';
import { folded } from '../../lib/report/folded.ts';
import { type Html, html } from '../../lib/report/html.ts';
import { shownName } from '../../lib/report/names.ts';
import { count, counted, measured, percent } from '../../lib/report/numbers.ts';
import { dataTable } from '../../lib/report/table.ts';
import { leftOut, seen } from '../../lib/report/words.ts';
import { differenceCard, type ReferenceNumbers } from './difference.ts';
import { badgeOf, pValue, STATISTICS } from './words.ts';

/** Features with pictures, and further ones in a table: a page of 1 MB has room for these. */
const MOST_CARDS = 60;
const MOST_LINES = 400;

/** The features by score times importance, those first of which it must be known that they drifted. */
export function featuresSection(result: DriftResult, profile: ReferenceProfile): Html[] {
  const sorted = result.features.toSorted((a, b) => weightOf(b) - weightOf(a));
  const ranked = driftedFirst(sorted);
  const shown = new Set(ranked.slice(0, MOST_CARDS));
  const others = ranked.slice(MOST_CARDS);
  const references = referencesByName(profile);
  return [
    seen(
      'By score times importance. The dashed line is the threshold from which on a difference matters; the grey band is where the score lies when nothing changes.',
      leftOut(
        sorted.length,
        shown.size,
        'features',
        'first those that drifted, then those with the greatest score times importance',
      ),
    ),
    comparisons(
      sorted
        .filter((feature) => shown.has(feature))
        .map((feature) => differenceCard(feature, references.get(feature.name))),
    ),
    ...(others.length === 0 ? [] : [otherFeatures(others)]),
    evidently(result),
  ];
}

function weightOf({ effect, importance }: Difference): number {
  return effect.value * importance;
}

/** What must not be left out stands before the rest. */
function driftedFirst(sorted: readonly Difference[]): Difference[] {
  const drifted = sorted.filter(({ verdict }) => verdict === 'drift');
  const differs = sorted.filter((feature) => feature.verdict !== 'drift' && feature.differs);
  const rest = sorted.filter((feature) => feature.verdict !== 'drift' && !feature.differs);
  return [...drifted, ...differs, ...rest];
}

function referencesByName({ layout, moments }: ReferenceProfile): ReadonlyMap<string, ReferenceNumbers> {
  return new Map(
    layout.features.map((bins, index) => [
      bins.name,
      { moments: moments[index] ?? null, range: bins.type === 'number' ? bins.range : undefined },
    ]),
  );
}

function otherFeatures(others: readonly Difference[]): Html {
  const lines = others.slice(0, MOST_LINES);
  const more = leftOut(
    others.length,
    lines.length,
    'further features',
    'first those that drifted; the JSON of this result has all',
  );
  return folded(
    `${counted(others.length, 'further feature')} without pictures`,
    dataTable(
      ['feature', 'verdict', 'score', '', 'p', 'rows', 'importance'],
      lines.map((feature) => [
        shownName(feature.name),
        badgeOf(feature).text,
        { number: measured(feature.effect.value, 3) },
        STATISTICS[feature.effect.statistic],
        feature.test === null ? '–' : pValue(feature.test.pValue),
        { number: count(feature.rows) },
        { number: percent(feature.importance) },
      ]),
    ),
    seen(more),
  );
}

/** What the rule says that others use by default, for those who compare. */
function evidently({ dataset: { evidently: rule, share, weighted }, features }: DriftResult): Html {
  return html`<p class="aside">Share of features that drifted: ${percent(share)}, weighted by importance ${percent(weighted)}.
Evidently's default rules on the same window: ${count(rule.drifted.length)} of ${counted(features.length, 'column')} drift, so the data set ${rule.drift ? 'does' : 'does not'}.</p>
`;
}
