import { LABEL_METRICS } from '../../lib/contract/metrics.ts';
import { emfLine } from '../drift/publish/emf.ts';
import type { LabelConfig } from './config.ts';
import type { TakenLabels } from './take-labels.ts';

/** Lines that are named; of the others is said how many they are. */
const LINES_NAMED = 10;

/** What the log says of an event: how many labels, which lines are none and why, and never a value. */
export function labelLog(
  { model, stage }: Pick<LabelConfig, 'model' | 'stage'>,
  { stored, invalid }: TakenLabels,
  now: Date,
): string[] {
  const said = { message: 'labels were stored', model, stored, invalid: invalid.length };
  if (invalid.length === 0) return [JSON.stringify({ level: 'info', ...said })];
  const lines = invalid
    .slice(0, LINES_NAMED)
    .map(({ eventID, line, problem }) => ({ eventID, line, problem }));
  const metric = emfLine({
    service: 'labels',
    at: now,
    dimensions: { stage, model },
    definitions: LABEL_METRICS,
    values: { LabelsInvalid: invalid.length },
  });
  return [JSON.stringify({ level: 'warn', ...said, lines }), metric!];
}
