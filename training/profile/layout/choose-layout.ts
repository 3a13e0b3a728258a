import type { Counts, Layout } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { countsAlike, type Forerunner, sameShape, stillFits } from './inherit.ts';

/** A layout, and what is counted of the reference in it. */
export interface Counted {
  readonly layout: Layout;
  readonly counts: Counts;
}

/**
 * The forerunner's layout where its features are the same and it still divides every one of them well, else a new one.
 * @param count counts the new reference in a layout
 */
export function chooseLayout(
  fresh: Layout,
  signature: Signature,
  forerunner: Forerunner | undefined,
  count: (layout: Layout) => Counts,
): Counted {
  const inherited = forerunner && inherit(fresh, signature, forerunner, count);
  return inherited ?? { layout: fresh, counts: count(fresh) };
}

function inherit(
  fresh: Layout,
  signature: Signature,
  { signature: other, profile }: Forerunner,
  count: (layout: Layout) => Counts,
): Counted | undefined {
  const { layout } = profile;
  if (!countsAlike(signature, other) || !sameShape(fresh, layout)) return undefined;
  const counts = count(layout);
  const fits = layout.features.every((bins, feature) =>
    stillFits({
      bins,
      before: profile.counts.features[feature]!,
      now: counts.features[feature]!,
      fresh: fresh.features[feature]!,
    }),
  );
  return fits && valuesFit(fresh, { layout, counts }, profile.counts) ? { layout, counts } : undefined;
}

/** Of a regression. */
function valuesFit(fresh: Layout, { layout, counts }: Counted, before: Counts): boolean {
  if (layout.prediction.task === 'classification' || fresh.prediction.task === 'classification') return true;
  return stillFits({
    bins: layout.prediction.bins,
    before: before.predictions.values!,
    now: counts.predictions.values!,
    fresh: fresh.prediction.bins,
  });
}
