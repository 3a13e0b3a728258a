import { expect, test } from 'vitest';
import { compose } from '../../../bin/deploy/compose.ts';
import { resolveStage } from '../../../bin/deploy/resolve-stage.ts';
import type { StageSettings } from '../../../bin/deploy/settings.ts';
import { STAGES } from '../../../bin/stages.ts';
import { PARTS } from '../../support/cdk/deployments.ts';
import { testApp } from '../../support/cdk/stacks.ts';

/** What synthesis warns of, when a model of the stage dev is set so. */
function warningsFor(model: StageSettings['models'][string]): string[] {
  const stages = { dev: { ...STAGES.dev!, package: 'zip', models: { 'wine-quality': model } } } as const;
  const app = testApp();
  compose(app, resolveStage(stages, 'dev', {}), PARTS);
  return app.node
    .findAll()
    .flatMap((construct) => construct.node.metadata)
    .filter(({ type }) => type === 'aws:cdk:warning')
    .map(({ data }) => String(data));
}

test.each([
  [{ memoryMb: 256 }, 'memoryMb is 256: Node, onnxruntime and a large batch want at least 512'],
  [{ timeoutSeconds: 8 }, 'timeout is 8 s: of less than 15 s, half or so is kept free for the answer'],
  [
    { mapping: { maximumRetryAttempts: 3 } },
    'maximumRetryAttempts is 3, with a timeout of 60 s: an outage of more than',
  ],
  [{ mapping: { maximumRetryAttempts: -1 } }, 'maximumRetryAttempts is -1 (no limit)'],
  [{ mapping: { bisectBatchOnFunctionError: false } }, 'bisectBatchOnFunctionError is false'],
  [{ mapping: { startingPosition: 'LATEST' as const } }, 'startingPosition is LATEST'],
])('the model setting %j is taken with a warning that says its price', (model, message) => {
  expect(warningsFor(model)).toContainEqual(expect.stringContaining(message));
});

test.each(Object.keys(STAGES))('the stage %s of bin/stages.ts is taken without a warning', (stage) => {
  expect(Object.values(STAGES[stage]!.models).flatMap(warningsFor)).toEqual([]);
});
