import { fileURLToPath } from 'node:url';
import { UnservableModel } from '../../lib/model/onnx/unservable.ts';
import { askChild, ChildEnded, type ChildLimits } from './limited-child.ts';
import { type ProbeAnswer, type ProbeJob, type ProbeResult, tooMuchMemory } from './probe-model.ts';

/** What a model may take while it is tried. Defaults: 60,000 ms and 2 GiB. */
export type ProbeLimits = ChildLimits;

export const DEFAULT_LIMITS: ProbeLimits = { timeoutMs: 60_000, maxRssBytes: 2 * 2 ** 30 };

const SCRIPT = fileURLToPath(new URL('./run-probe.ts', import.meta.url));

/**
 * Tries a model in a process of its own, which is killed when it exceeds a limit.
 * @throws UnservableModel with the reason and the fix
 */
export async function probeInChild(job: ProbeJob, limits: ProbeLimits): Promise<ProbeResult> {
  const answer = await ask(job, limits);
  if (answer.kind === 'refused') throw new UnservableModel(answer.reason, answer.why, answer.fix);
  return answer;
}

async function ask(job: ProbeJob, limits: ProbeLimits): Promise<ProbeAnswer> {
  try {
    return await askChild<ProbeJob, ProbeAnswer>(SCRIPT, job, { limits });
  } catch (thrown) {
    throw thrown instanceof ChildEnded ? refusalOf(thrown, limits) : thrown;
  }
}

function refusalOf({ kind, how }: ChildEnded, { timeoutMs }: ProbeLimits): UnservableModel {
  if (kind === 'memory') return tooMuchMemory(how);
  if (kind === 'time') return tooSlow(timeoutMs);
  return new UnservableModel(
    'run-failed',
    `the process that tried it died (${how})`,
    'Try the model with onnxruntime in a process of its own; a newer export often helps',
  );
}

function tooSlow(timeoutMs: number): UnservableModel {
  return new UnservableModel(
    'too-slow',
    `it did not answer the reference records and a batch of 10,000 within ${timeoutMs / 1000} s`,
    'Publish a smaller model: a function answers batches of 10,000',
  );
}
