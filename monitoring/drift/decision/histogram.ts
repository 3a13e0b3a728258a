import type { Difference } from '../../../lib/contract/drift.ts';
import type { Bins } from '../../../lib/contract/profile.ts';
import { type BinCounts, totalOf } from '../statistics/counts.ts';
import { type Grouping, groupEvenly, grouped } from '../statistics/grouping.ts';
import type { Sample } from '../statistics/sample.ts';
import { RULES } from './rules.ts';

/** At most 20 bins of both sides: of numbers neighbours put together evenly, of categories the most frequent. */
export function histogramOf(
  bins: Bins,
  /** Of the bins that codes point to; null of a number. */
  names: readonly string[] | null,
  training: Sample,
  sides: { readonly reference: Sample; readonly current: Sample },
): Difference['histogram'] {
  const { grouping, labels } =
    bins.type === 'number'
      ? numberGroups(bins.edges, training)
      : categoryGroups(names ?? [], training.bins.length, sides);
  return {
    labels,
    reference: shares(grouped(sides.reference.bins, grouping)),
    current: shares(grouped(sides.current.bins, grouping)),
  };
}

interface Groups {
  readonly grouping: Grouping;
  readonly labels: string[];
}

function numberGroups(edges: readonly number[], training: Sample): Groups {
  const grouping = groupEvenly(training.bins, RULES.histogramBins);
  const kept = edges.filter((_, bin) => grouping[bin] !== grouping[bin + 1]).map(shortest);
  if (kept.length === 0) return { grouping, labels: ['all'] };
  const inner = kept.slice(1).map((edge, index) => `${kept[index]} to ${edge}`);
  return { grouping, labels: [`≤ ${kept[0]}`, ...inner, `> ${kept.at(-1)}`] };
}

/** The fewest digits that are still the same 32-bit float. */
function shortest(edge: number): string {
  const digits = [1, 2, 3, 4, 5, 6, 7, 8].map((count) => Number(edge.toPrecision(count)));
  return String(digits.find((rounded) => Math.fround(rounded) === edge) ?? edge);
}

/** Groups of categories need not be neighbours; the last one holds the rest where there is one. */
function categoryGroups(
  names: readonly string[],
  bins: number,
  sides: { readonly reference: Sample; readonly current: Sample },
): Groups {
  const named = Array.from({ length: bins }, (_, bin) => ({ bin, name: names[bin] }))
    .filter(({ name }) => name !== undefined)
    .map(({ bin }) => ({ bin, weight: weightOf(bin, sides) }))
    .sort((a, b) => b.weight - a.weight || a.bin - b.bin);
  const hasRest = named.length < bins || named.length > RULES.histogramBins;
  const shown = named.slice(0, hasRest ? RULES.histogramBins - 1 : RULES.histogramBins).map(({ bin }) => bin);
  shown.sort((a, b) => a - b);
  const places = new Map(shown.map((bin, place) => [bin, place]));
  const grouping = Array.from({ length: bins }, (_, bin) => places.get(bin) ?? shown.length);
  return { grouping, labels: [...shown.map((bin) => names[bin]!), ...(hasRest ? ['other'] : [])] };
}

function weightOf(
  bin: number,
  { reference, current }: { readonly reference: Sample; readonly current: Sample },
): number {
  const of = (sample: Sample) => (sample.rows > 0 ? sample.bins[bin]! / sample.rows : 0);
  return of(reference) + of(current);
}

function shares(counts: BinCounts): number[] {
  const rows = totalOf(counts);
  return Array.from(counts, (count) => (rows > 0 ? Math.min(1, count / rows) : 0));
}
