import { reasonOf } from '../../../lib/contract/errors.ts';
import { hourStart } from '../../../lib/contract/profile.ts';
import type { MergedHour } from '../windows/merged-day.ts';
import { HOUR_MS } from '../windows/window.ts';
import type { Span } from '../windows/window-groups.ts';
import type { DriftPorts } from './ports.ts';
import { isWithin } from './version-hours.ts';

/**
 * Rows that were counted ÷ records that were predicted in a span, all versions together; null when nobody counts the
 * latter. Predictions count when they are made and rows by when they arrived, so it may pass 1 by a little.
 */
export async function coverageOf(
  { predicted, log }: Pick<DriftPorts, 'predicted' | 'log'>,
  model: string,
  { hours, span }: { readonly hours: readonly MergedHour[]; readonly span: Span },
): Promise<number | null> {
  if (predicted === undefined) return null;
  try {
    const from = new Date(hourStart(span.from));
    const all = await predicted(model, from, new Date(hourStart(span.to) + HOUR_MS));
    if (all === undefined || !(all > 0)) return null;
    const counted = hours
      .filter((hour) => isWithin(hour, span))
      .reduce((sum, { counts }) => sum + counts.rows, 0);
    return counted / all;
  } catch (error) {
    log({
      level: 'warn',
      message: 'nobody tells how many records were predicted',
      model,
      reason: reasonOf(error),
    });
    return null;
  }
}
