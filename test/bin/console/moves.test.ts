import { describe, expect, it } from 'vitest';
import { promoteInConsole, rollBackInConsole } from '../../../bin/console/moves.ts';
import { publishRisk, verdictOf } from '../gate/threshold-versions.ts';
import { registryIn, scratch } from '../support/registries.ts';

/** Version 1 is the champion; version 2 passed the gate, version 3 was refused. */
async function scene() {
  const home = scratch();
  const registry = registryIn(home);
  await publishRisk(home);
  await publishRisk(home, undefined, verdictOf(true, 1));
  await publishRisk(home, undefined, verdictOf(false, 1));
  await registry.moveAlias({
    model: 'risk',
    alias: 'champion',
    version: 1,
    by: 'a test',
    reason: 'the first',
  });
  const mover = { registry, model: 'risk', by: 'somebody' };
  return { mover, champion: async () => (await registry.aliases('risk')).champion! };
}

describe('a promotion on the console', () => {
  it('moves the champion from the move that was seen, and says by whom and why', async () => {
    const { mover, champion } = await scene();
    const answer = await promoteInConsole(mover, { version: 2, expectSequence: 1 });
    expect(answer).toEqual({
      moved: true,
      version: 2,
      sentence: 'Version 2 is the champion now.',
      notes: [],
    });
    expect(await champion()).toMatchObject({ version: 2, by: 'somebody', reason: 'promoted in the console' });
  });

  it('is refused by the gate with its reasons, and goes through by force with words alone', async () => {
    const { mover, champion } = await scene();
    const refused = await promoteInConsole(mover, { version: 3, expectSequence: 1 });
    expect(refused).toMatchObject({
      moved: false,
      refusal: {
        kind: 'gate',
        message: "Version 3 is refused by latency: 3 × the champion's.",
        checks: [{ check: 'latency', outcome: 'failed' }],
      },
    });
    for (const reason of [undefined, '', '  ']) {
      const wordless = await promoteInConsole(mover, { version: 3, expectSequence: 1, reason, force: true });
      expect(wordless).toMatchObject({ moved: false, refusal: { kind: 'gate' } });
    }
    expect(await champion()).toMatchObject({ version: 1, sequence: 1 });
    const request = { version: 3, expectSequence: 1, reason: 'slow, but right', force: true };
    expect(await promoteInConsole(mover, request)).toMatchObject({ moved: true, version: 3 });
    expect((await champion()).reason).toBe(
      "forced: slow, but right (gate: refused by latency: 3 × the champion's)",
    );
  });

  it('gives way to whoever moved the champion since it was seen', async () => {
    const { mover, champion } = await scene();
    await mover.registry.moveAlias({
      model: 'risk',
      alias: 'champion',
      version: 2,
      by: 'another',
      reason: 'r',
    });
    const late = await promoteInConsole(mover, { version: 3, expectSequence: 1, reason: 'x', force: true });
    expect(late).toMatchObject({
      moved: false,
      refusal: { kind: 'moved', message: expect.stringContaining('another') },
    });
    expect(await champion()).toMatchObject({ version: 2 });
  });

  it('of a version that is not there is a mistake, and of the champion itself nothing', async () => {
    const { mover, champion } = await scene();
    const missing = await promoteInConsole(mover, { version: 9, expectSequence: 1 });
    expect(missing).toMatchObject({ moved: false, refusal: { kind: 'mistake' } });
    expect(await promoteInConsole(mover, { version: 1, expectSequence: 1 })).toMatchObject({
      moved: true,
      version: 1,
    });
    expect((await champion()).moves).toHaveLength(1);
  });
});

describe('a rollback on the console', () => {
  it('puts the version before back, asks no gate, and is not repeated by accident', async () => {
    const { mover, champion } = await scene();
    await promoteInConsole(mover, { version: 2, expectSequence: 1 });
    expect(await rollBackInConsole(mover, { expectSequence: 2 })).toMatchObject({ moved: true, version: 1 });
    const again = await rollBackInConsole(mover, { expectSequence: 3 });
    expect(again).toMatchObject({ moved: false, refusal: { kind: 'rolled-back' } });
    expect(JSON.stringify(again)).not.toContain('--again');
    expect(await champion()).toMatchObject({ version: 1, reason: 'rollback: in the console' });
    expect(await rollBackInConsole(mover, { expectSequence: 3, again: true })).toMatchObject({ version: 2 });
  });

  it('gives way to whoever moved meanwhile, and says when there is nothing to go back to', async () => {
    const { mover } = await scene();
    expect(await rollBackInConsole(mover, { expectSequence: 7 })).toMatchObject({
      refusal: { kind: 'moved' },
    });
    expect(await rollBackInConsole(mover, { expectSequence: 1 })).toMatchObject({
      refusal: { kind: 'mistake' },
    });
  });
});
