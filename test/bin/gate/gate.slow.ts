import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { busy, thresholdHoldout, thresholdModel } from '../../training/gate/support/threshold-models.ts';
import { scratch } from '../support/registries.ts';
import { runHere } from './run-here.ts';
import { publishRisk } from './threshold-versions.ts';

/** A champion that is off by 0.5, a better version 2 and a slow version 3, and untouched rows. */
async function homeWithVersions(): Promise<string> {
  const home = scratch();
  await publishRisk(home, thresholdModel({ threshold: 0.5 }));
  await publishRisk(home, thresholdModel());
  await publishRisk(home, thresholdModel({ extra: busy(400) }));
  await runHere(['promote', 'risk', '1'], home);
  const { values, labels, count } = thresholdHoldout();
  const lines = Array.from({ length: count }, (_, row) =>
    [...values.subarray(row * 4, row * 4 + 4), labels[row] === 1 ? 'yes' : 'no'].join(','),
  );
  writeFileSync(join(home, 'untouched.csv'), ['a,b,c,d,truth', ...lines].join('\n'));
  return home;
}

const judging = (home: string, version: string, ...more: string[]) =>
  runHere(
    ['gate', 'risk', version, '--data', join(home, 'untouched.csv'), '--target', 'truth', ...more],
    home,
  );

describe('weir gate', () => {
  it('judges a version against the champion, shows every check, and writes nothing', async () => {
    const home = await homeWithVersions();
    const before = readdirSync(home, { recursive: true }).sort();
    const { code, stdout } = await judging(home, '2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^quality +passed +accuracy 0\.9 against the champion's 0\.8/m);
    expect(stdout).toMatch(/^worse -+\|-+\[=+\*=+\]-+ better$/m);
    expect(stdout).toContain(
      'risk version 2 against version 1, asked to be "better". Serve it with: weir promote risk 2',
    );
    expect(readdirSync(home, { recursive: true }).sort()).toEqual(before);
  });

  it('ends with 1 when it refuses, for people and for machines', async () => {
    const home = await homeWithVersions();
    const slow = await judging(home, '3', '--json');
    expect(slow.code).toBe(1);
    expect(JSON.parse(slow.stdout)).toMatchObject({ version: 3, promote: false, champion: { version: 1 } });
    expect(slow.stderr).toMatch(/^weir: risk version 3 is refused by latency: /);
    expect(await judging(home, '3', '--max-latency-ratio', '1e6')).toMatchObject({ code: 0 });
    const worse = await judging(home, '1', '--against', '2', '--mode', 'non-inferior');
    expect(worse).toMatchObject({ code: 1, stderr: expect.stringMatching(/refused by quality/) });
  });

  it.each([
    [['--target', 'truth'], /there is no file; name one with --data/],
    [[], /does not say how its data were split/],
    [['--metric', 'beauty'], /there is no metric beauty; choose one of accuracy/],
    [['--against', 'challenger'], /has no alias challenger to compare with/],
    [['--mode', 'best'], /Allowed choices are better, non-inferior/],
  ])('takes %j for a mistake: exit 2 and what to do', async (more, message) => {
    const home = await homeWithVersions();
    const { code, stderr } = await runHere(['gate', 'risk', '2', ...more], home);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
