import { reasonOf } from '../../../lib/contract/errors.ts';
import { hourStart } from '../../../lib/contract/profile.ts';
import type { MergedHour } from '../windows/merged-day.ts';
import { HOUR_MS } from '../windows/window.ts';
import type { Span } from '../windows/window-groups.ts';
import type { DriftPorts } from './ports.ts';
import { isWithin } from './version-hours.ts';

export interface CoverageInput {
  readonly hours: readonly MergedHour[];
  readonly span: Span;
}

/**
 * Rows that were counted ÷ records that were predicted in a span, all versions together; null when nobody counts the
 * latter. Predictions count when they are made and rows by when they arrived, so it may pass 1 by a little.
 */
export async function coverageOf(
  ports: Pick<DriftPorts, 'predicted' | 'log'>,
  model: string,
  input: CoverageInput,
): Promise<number | null> {
  const all = await predictedIn(ports, model, input.span);
  return all === undefined ? null : countedRows(input) / all;
}

/** Records that were predicted in a span but not counted; 0 when nobody tells how many were predicted. */
export async function uncountedIn(
  ports: Pick<DriftPorts, 'predicted' | 'log'>,
  model: string,
  input: CoverageInput,
): Promise<number> {
  const all = await predictedIn(ports, model, input.span);
  return all === undefined ? 0 : Math.max(0, Math.round(all) - countedRows(input));
}

function countedRows({ hours, span }: CoverageInput): number {
  return hours.filter((hour) => isWithin(hour, span)).reduce((sum, { counts }) => sum + counts.rows, 0);
}

/** More than 0, or undefined. */
async function predictedIn(
  { predicted, log }: Pick<DriftPorts, 'predicted' | 'log'>,
  model: string,
  { from, to }: Span,
): Promise<number | undefined> {
  if (predicted === undefined) return undefined;
  try {
    const all = await predicted(model, new Date(hourStart(from)), new Date(hourStart(to) + HOUR_MS));
    return all !== undefined && all > 0 ? all : undefined;
  } catch (error) {
    const message = 'nobody tells how many records were predicted';
    log({ level: 'warn', message, model, reason: reasonOf(error) });
    return undefined;
  }
}
