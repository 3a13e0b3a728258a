import { type Verdict, verdictSchema } from '../../../lib/contract/verdict.ts';
import type { ModelRegistry } from '../../../lib/registry/registry.ts';

const MODEL = 'wine-quality';

/** Nowhere in it may a line end: it must not widen the page. */
const TRAINER = `a-test-${'x'.repeat(80)}`;

/**
 * Publishes the first version's files twice more: as one that the gate let pass, and as one that it refused, with a
 * report that tries what a hostile one would.
 */
export async function publishCandidates(registry: ModelRegistry): Promise<void> {
  await publishAgain(registry, verdict(true), '<!doctype html><title>Report</title><h1>Version 2</h1>');
  await publishAgain(registry, verdict(false), HOSTILE_REPORT);
}

/** Were it allowed to run, the title would say so. */
const HOSTILE_REPORT = `<!doctype html><title>Report</title><h1>Version 3</h1>
<script>document.title = 'it ran'</script><img src="x" onerror="document.title = 'it ran'">
<iframe src="/api/live"></iframe>`;

async function publishAgain(registry: ModelRegistry, verdict: Verdict, report: string): Promise<void> {
  const { signature, runtime, metrics, artifacts } = await registry.manifest(MODEL, 1);
  const { model, golden, profile } = artifacts;
  await registry.publish({
    ...{ model: MODEL, trainer: TRAINER, signature, runtime, metrics, hyperparameters: {} },
    artifacts: {
      model: await registry.artifact(model),
      golden: await registry.artifact(golden),
      ...(profile && { profile: await registry.artifact(profile) }),
      verdict: Buffer.from(JSON.stringify(verdict)),
      report: Buffer.from(report),
    },
  });
}

function verdict(promote: boolean): Verdict {
  const reason = promote ? 'passes all checks that apply' : 'refused by latency: three times the champion';
  return verdictSchema.parse({
    ...{ schema: 1, promote, mode: 'better', reason, judgedAt: '2026-03-01T12:00:00.000Z' },
    champion: { model: MODEL, version: 1 },
    holdout: { rows: 980, sha256: 'a'.repeat(64) },
    checks: [
      {
        check: 'latency',
        outcome: promote ? 'passed' : 'failed',
        reason: 'p99 of a row is 60 ms, 25 ms is asked',
      },
    ],
  });
}
