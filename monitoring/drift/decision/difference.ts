import type { Difference } from '../../../lib/contract/drift.ts';
import type { ReferenceProfile } from '../../../lib/contract/profile.ts';
import { statisticsOf } from '../statistics/feature-statistics.ts';
import { meanOf, type Sample } from '../statistics/sample.ts';
import { bandOf } from './band.ts';
import type { Comparison } from './comparison.ts';
import { histogramOf } from './histogram.ts';
import { hourName } from './hours.ts';
import type { SeriesJudgement } from './judge-evidence.ts';
import { RULES } from './rules.ts';
import type { Series } from './series.ts';
import type { Subject } from './subjects.ts';

/** What is shown of a subject, taken from its series while that is open. */
export interface Picture {
  readonly rows: number;
  readonly shown: Pick<Difference, 'statistics' | 'histogram' | 'mean' | 'referenceMean'>;
  readonly evidently: boolean;
}

/**
 * @param current the window's rows, be they enough or not
 * @param comparison null when they are not: then the picture shows the training rows beside them
 */
export function pictureOf(
  subject: Subject,
  series: Series,
  current: Sample,
  comparison: Comparison | null,
  evidently: boolean,
): Picture {
  const sides = comparison ?? { reference: series.reference, current };
  const { grouping, deviation, bins } = series;
  return {
    rows: current.rows,
    evidently,
    shown: {
      statistics: statisticsOf(bins, sides.reference, sides.current, { grouping, deviation }),
      histogram: histogramOf(bins, subject.names, series.reference, sides),
      ...(bins.type === 'number' ? means(sides) : {}),
    },
  };
}

function means(sides: { readonly reference: Sample; readonly current: Sample }) {
  const [mean, referenceMean] = [meanOf(sides.current), meanOf(sides.reference)];
  return {
    ...(mean === undefined ? {} : { mean }),
    ...(referenceMean === undefined ? {} : { referenceMean }),
  };
}

/** All that a result says of a subject. */
export function differenceOf(
  subject: Subject,
  picture: Picture,
  judgement: SeriesJudgement,
  spread: ReferenceProfile['spread'],
): Difference {
  const window = judgement.judged[0] ?? null;
  return {
    name: subject.name,
    type: subject.type,
    rows: Math.round(picture.rows),
    ...picture.shown,
    test: window?.test ?? null,
    effect: window?.effect ?? noEffect(subject, picture),
    differs: window?.differs ?? false,
    recent: judgement.judged.flatMap((each) => (each === null ? [] : [each.differs])).reverse(),
    verdict: judgement.verdict,
    importance: subject.importance,
    history: historyOf(judgement),
    band: window === null ? null : bandOf(window, judgement, spread, subject.feature),
  };
}

/** Without enough rows the effect is shown for what it is, and judged by nobody. */
function noEffect({ names }: Subject, { shown }: Picture): Difference['effect'] {
  const statistic = names === null ? 'wasserstein' : 'psi';
  return { statistic, value: shown.statistics[statistic] ?? 0, floor: RULES.effectFloor };
}

function historyOf({ windows }: SeriesJudgement): Difference['history'] {
  return windows
    .flatMap((window) =>
      window === null
        ? []
        : [{ window: hourName(window.span.to), value: window.effect.value, rows: Math.round(window.rows) }],
    )
    .reverse();
}
