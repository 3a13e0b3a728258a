import { reasonOf } from '../../lib/contract/errors.ts';
import type { Step } from '../samplers/sampler.ts';
import type { EndDraft } from './lease.ts';
import type { TrialOutcome } from './trial.ts';

/** What is stored of an outcome. One whose objective is no finite number is a failure: it can be compared with none. */
export function endOf(outcome: TrialOutcome, steps: readonly Step[]): EndDraft {
  const end = { value: null, reason: null, metrics: {}, steps: [...steps] };
  if (outcome.state === 'failed') return { ...end, state: 'failed', reason: outcome.reason };
  const metrics = finiteOnly(outcome.metrics);
  if (outcome.state === 'pruned') return { ...end, state: 'pruned', metrics, reason: outcome.reason };
  if (!Number.isFinite(outcome.value))
    return { ...end, state: 'failed', metrics, reason: `its objective came out as ${outcome.value}` };
  return { ...end, state: 'complete', metrics, value: outcome.value };
}

/** The outcome of a run that threw. */
export function failureOf(thrown: unknown): TrialOutcome {
  return { state: 'failed', reason: reasonOf(thrown) || 'it ended without a reason' };
}

function finiteOnly(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}
