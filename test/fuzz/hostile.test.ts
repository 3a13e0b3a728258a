import { describe, expect, it } from 'vitest';
import type { ResponseSettings } from '../../lambdas/inference/respond/respond.ts';
import { quarantinedRecordSchema, REJECTION_REASONS } from '../../lib/contract/rejection.ts';
import { eventOf } from '../lambdas/inference/records.ts';
import { firstFeature, servedModel } from '../lambdas/inference/served-models.ts';
import { GOOD, HOSTILE } from './hostile-records.ts';
import { runPipeline, SIGNATURE } from './pipeline.ts';

const model = servedModel(SIGNATURE, firstFeature(SIGNATURE));
const SETTINGS: ResponseSettings = { order: 'none', outputFormat: 'full' };

describe('hostile records', () => {
  it.each(HOSTILE)(
    '%s: is quarantined with its reason, its neighbours are predicted',
    async (_, data, reason) => {
      const run = await runPipeline(eventOf([GOOD, data, GOOD]), model, SETTINGS);
      expect(run.outcome).toMatchObject({
        firstUnfinished: undefined,
        predicted: 2,
        rejected: 1,
        unfinished: 0,
      });
      expect(run.predicted).toEqual([run.records[0], run.records[2]]);
      expect(run.quarantined.map((line) => quarantinedRecordSchema.parse(line))).toMatchObject([
        { reason, action: REJECTION_REASONS[reason], predictionId: run.records[1] },
      ]);
      expect(run.quarantined[0]?.data).toBe(Buffer.from(data).toString('base64'));
    },
  );

  it('are all quarantined in one object, in input order, between records that are predicted', async () => {
    const batch = HOSTILE.flatMap(([, data]) => [data, GOOD]);
    const run = await runPipeline(eventOf(batch), model, SETTINGS);
    expect(run.quarantined.map(({ reason }) => reason)).toEqual(HOSTILE.map(([, , reason]) => reason));
    expect(run.outcome).toMatchObject({ predicted: HOSTILE.length, rejected: HOSTILE.length, unfinished: 0 });
  });
});
