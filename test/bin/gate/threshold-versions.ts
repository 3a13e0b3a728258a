import type { Manifest } from '../../../lib/contract/manifest.ts';
import type { Verdict } from '../../../lib/contract/verdict.ts';
import { describeRuntime } from '../../../lib/model/onnx/describe-runtime.ts';
import type { GateModel } from '../../../training/gate/input.ts';
import { thresholdModel } from '../../training/gate/support/threshold-models.ts';
import { registryIn } from '../support/registries.ts';

/** Publishes a model of one threshold as the next version of "risk". */
export function publishRisk(
  home: string,
  { model, signature }: GateModel = thresholdModel(),
  verdict?: Verdict,
): Promise<Manifest> {
  const stored = verdict === undefined ? {} : { verdict: Buffer.from(JSON.stringify(verdict)) };
  return registryIn(home).publish({
    model: 'risk',
    trainer: 'test',
    signature,
    runtime: describeRuntime(model, signature),
    metrics: {},
    hyperparameters: {},
    artifacts: { model, golden: Buffer.from('golden'), ...stored },
  });
}

/** A verdict with one deciding check. */
export function verdictOf(promote: boolean, champion: number | null = null): Verdict {
  const reason = promote ? 'passes all 1 checks that apply' : "refused by latency: 3 × the champion's";
  return {
    schema: 1,
    promote,
    mode: 'better',
    reason,
    judgedAt: '2026-03-01T12:00:00.000Z',
    champion: champion === null ? null : { model: 'risk', version: champion },
    holdout: { rows: 10, sha256: 'a'.repeat(64) },
    checks: [{ check: 'latency', outcome: promote ? 'passed' : 'failed', reason: 'measured', figures: {} }],
  };
}
