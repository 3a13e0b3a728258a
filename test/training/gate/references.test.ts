import { describe, expect, it } from 'vitest';
import { reportReferences } from '../../../training/gate/checks/references.ts';
import type { GateContext } from '../../../training/gate/context.ts';
import type { GateReferences } from '../../../training/gate/input.ts';
import { madeProfile, signature } from '../profile/scene.ts';

const old = { version: 1, createdAt: '2026-10-25T01:00:00Z', signature, profile: madeProfile() };
const next = (version: number, shift: number) => ({
  ...{ version, createdAt: '2026-11-20T01:00:00Z', signature },
  profile: madeProfile({ seed: version, shift }, { forerunner: old }),
});

/** The check looks at nothing else. */
const reported = (references: GateReferences | undefined) =>
  reportReferences({ input: { references } } as GateContext);

describe('the gate on references', () => {
  it('reports a slow drift that the champion alone would not show, with its figures, and refuses nothing', () => {
    const [champion, candidate] = [next(8, 0.25), next(9, 0.3).profile];
    const { outcome, reason, figures } = reported({ candidate, champion, oldest: old });
    expect(outcome).toBe('reported');
    expect(reason).toMatch(
      /^its data are like those of the champion, version 8; its data have moved since version 1 of 2026-10-25, the oldest of 30 days, in 1 of 2 features: size by 0\.\d+$/,
    );
    expect(figures).toMatchObject({
      'version 8 shifted': 0,
      'version 1 features': 2,
      'version 1 shifted': 1,
      'version 1 size': expect.closeTo(0.3, 1),
    });
  });

  it('names the champion once where it is the oldest as well', () => {
    const { reason } = reported({ candidate: old.profile, champion: old, oldest: old });
    expect(reason).toBe('its data are like those of the champion, version 1');
  });

  it('is skipped without a profile, of the candidate or of all before it', () => {
    expect(reported(undefined)).toMatchObject({ outcome: 'skipped' });
    const alone = { candidate: old.profile, champion: undefined, oldest: undefined };
    expect(reported(alone)).toMatchObject({ outcome: 'skipped' });
    expect(reported(alone).reason).toMatch(/no version before it has a profile/);
  });
});
