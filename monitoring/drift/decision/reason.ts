import type { Difference, DriftResult } from '../../../lib/contract/drift.ts';
import { RULES } from './rules.ts';

const NAMES_SHOWN = 3;

/** One or two sentences for a person: why this verdict. */
export function reasonOf(
  result: Pick<DriftResult, 'window' | 'basis' | 'verdict' | 'rows' | 'drifted' | 'features' | 'alarm'>,
  isMatter: boolean,
): string {
  if (result.verdict === 'drift') return driftReason(result, isMatter);
  if (result.verdict === 'no-drift') {
    const [first, ...others] = result.features;
    const none =
      first && others.length === 0
        ? `${first.name} does not differ`
        : `None of ${result.features.length} features differs`;
    return `${none} from ${whatOf(result.basis)} in two of three windows.`;
  }
  const pending = result.features.filter(({ differs }) => differs).map(({ name }) => name);
  if (pending.length > 0) {
    return `${listed(pending)} ${differ(pending)} from ${whatOf(result.basis)} in this first window: a second one decides.`;
  }
  return `${result.rows} ${result.rows === 1 ? 'row' : 'rows'} in the ${periodOf(result.window)}: a judgement needs ${RULES.leastRows} with a value.`;
}

function driftReason(
  { drifted, basis, alarm }: Pick<DriftResult, 'drifted' | 'basis' | 'alarm'>,
  isMatter: boolean,
): string {
  const finding = `${listed(drifted)} ${differ(drifted)} from ${whatOf(basis)} in two of three windows, by more than chance and by enough to matter.`;
  if (alarm) return finding;
  return isMatter
    ? `${finding} No alarm: those come from the same hours of prior weeks.`
    : `${finding} No alarm: the model hardly uses what drifted.`;
}

function whatOf(basis: DriftResult['basis']): string {
  return basis === 'training' ? 'the training rows' : 'the same hours of prior weeks';
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
}

function differ(names: readonly Difference['name'][]): string {
  return names.length === 1 ? 'differs' : 'differ';
}

/** "hour 2026-11-21T20", "6 hours to 2026-11-21T20". */
function periodOf({ hours, to }: DriftResult['window']): string {
  if (hours === 1) return `hour ${to}`;
  return hours % 24 === 0 && hours > 24 ? `${hours / 24} days to ${to}` : `${hours} hours to ${to}`;
}
