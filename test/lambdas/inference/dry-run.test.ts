import { expect, it } from 'vitest';
import { DryRun } from '../../../lambdas/inference/dry-run.ts';
import { putEntries } from './adapters/put-entries.ts';
import { contextOf } from './support.ts';

const RECORD = { schema: 1, reason: 'not-json', data: 'bm8=' };

it('answers each call with what its own sinks were given', async () => {
  const dryRun = new DryRun();
  const answering = dryRun.answering(async () => {
    await dryRun.predictions.put(
      putEntries([
        ['k', '{"a":1}'],
        ['k', '{"b":"é"}'],
      ]),
    );
    await dryRun.quarantine.store('key', Buffer.from(`${JSON.stringify(RECORD)}\n`));
    return { batchItemFailures: [] };
  });
  for (let call = 0; call < 2; call++) {
    expect(await answering({}, contextOf())).toEqual({
      batchItemFailures: [],
      predictions: [{ a: 1 }, { b: 'é' }],
      rejections: [RECORD],
    });
  }
});

it('shows numbers digit by digit as they would go to the stream', async () => {
  const text =
    '{"customer_id":12345678901234567890123,"price":1.50,"zero":-0,"huge":1e400,"list":[9007199254740993,1.5]}';
  const dryRun = new DryRun();
  const answering = dryRun.answering(async () => {
    await dryRun.predictions.put(putEntries([['k', text]]));
    return { batchItemFailures: [] };
  });
  expect(JSON.stringify((await answering({}, contextOf())).predictions)).toBe(`[${text}]`);
});

it('takes no replay but a dry one: its records would be marked, and their predictions be nowhere', async () => {
  const answering = new DryRun().answering(async () => ({ batchItemFailures: [] }));
  const replay = (request: object) => answering({ Records: [], weirReplay: request }, contextOf());
  await expect(replay({ quarantined: true })).rejects.toThrow(
    /runs dry .* without WEIR_DRY_RUN, or --dry-run/,
  );
  expect(await replay({ quarantined: true, dryRun: true })).toMatchObject({ predictions: [] });
});
