import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registryIn, scratch } from '../support/registries.ts';
import { runHere } from './run-here.ts';
import { publishRisk, verdictOf } from './threshold-versions.ts';

/** A home with a champion that has no verdict, and version 2 with one. */
async function homeWith(promote: boolean): Promise<string> {
  const home = scratch();
  await publishRisk(home);
  await runHere(['promote', 'risk', '1'], home);
  await publishRisk(home, undefined, verdictOf(promote, 1));
  return home;
}

/** What the function logs of 2,000 rows. */
const liveLine = (agreements: number) =>
  `${JSON.stringify({ _aws: { Timestamp: Date.now() }, model: 'risk', challenger: '2', ChallengerRows: 2000, ChallengerAgreements: agreements })}\n`;

const championOf = async (home: string) => (await registryIn(home).aliases('risk')).champion;

describe('weir promote', () => {
  it('does not make a refused version the champion, and says why and what to do', async () => {
    const home = await homeWith(false);
    const { code, stdout, stderr } = await runHere(['promote', 'risk', '2'], home);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /was not promoted: refused by latency: 3 × the champion's.*weir gate risk 2.*--alias challenger.*--force with a --reason/,
    );
    expect(await championOf(home)).toMatchObject({ version: 1 });
  });

  it('does so by force with a reason, which stays in the moves; a rollback asks nobody', async () => {
    const home = await homeWith(false);
    const without = await runHere(['promote', 'risk', '2', '--force'], home);
    expect(without).toMatchObject({ code: 2, stderr: expect.stringMatching(/say why with --reason/) });
    expect(await championOf(home)).toMatchObject({ version: 1 });
    const forced = await runHere(['promote', 'risk', '2', '--force', '--reason', 'slow, but right'], home);
    expect(forced).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Forced: it is refused by latency/),
    });
    const reason = "forced: slow, but right (gate: refused by latency: 3 × the champion's)";
    expect((await championOf(home))?.moves[0]).toMatchObject({ version: 2, reason });
    expect(await runHere(['rollback', 'risk'], home)).toMatchObject({ code: 0 });
    await runHere(['rollback', 'risk', '--again'], home);
    expect((await championOf(home))?.moves.map(({ version }) => version)).toEqual([2, 1, 2, 1]);
  });

  it('promotes what the gate let pass, and what it never saw, and says so', async () => {
    const home = await homeWith(true);
    const passed = await runHere(['promote', 'risk', '2', '--force', '--reason', 'better'], home);
    expect(passed.stdout).not.toMatch(/verdict|[Ff]orced/);
    expect(await championOf(home)).toMatchObject({ version: 2, reason: 'better' });
    const unseen = await runHere(['promote', 'risk', '1'], home);
    expect(unseen.stdout).toMatch(
      /It has no verdict: nobody asked the gate about it; "weir gate risk 1" judges it\./,
    );
    await publishRisk(home);
    await runHere(['promote', 'risk', '3'], home);
    const late = await runHere(['promote', 'risk', '2'], home);
    expect(late.stdout).toMatch(
      /The gate judged it when the champion was version 1, not 3; "weir gate risk 2" judges it anew\./,
    );
  });

  it('makes any version the challenger, and says that it runs in shadow and how to look at it', async () => {
    const home = await homeWith(false);
    const { code, stdout } = await runHere(['promote', 'risk', '2', '--alias', 'challenger'], home);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /in shadow within 60 s.*answers nobody.*agreement, confidence and latency.*weir gate risk 2 --min-live-agreement/s,
    );
    expect(await registryIn(home).aliases('risk')).toMatchObject({
      champion: { version: 1 },
      challenger: { version: 2 },
    });
  });

  it('says how the trial of a challenger ends, and that it has ended', async () => {
    const home = await homeWith(false);
    const begun = await runHere(['promote', 'risk', '2', '--alias', 'challenger'], home);
    expect(begun.stdout).toContain('To end its trial, make the champion');
    const [, ...command] = /"weir (promote) (risk) (1) (--alias) (challenger)"/.exec(begun.stdout) ?? [];
    const ended = await runHere(command, home);
    expect(ended.stdout).toMatch(/a challenger that is the champion challenges nobody/);
    expect(await registryIn(home).aliases('risk')).toMatchObject({ challenger: { version: 1 } });
  });

  it('does not say that an alias is served which functions do not look at', async () => {
    const home = await homeWith(true);
    const { stdout } = await runHere(['promote', 'risk', '1', '--alias', 'foo'], home);
    expect(stdout).toContain('Only functions whose WEIR_ALIAS names foo look at it');
    expect(stdout).not.toContain('Running functions');
  });

  it('says that an alias is a version already, and writes nothing', async () => {
    const home = await homeWith(true);
    const { code, stdout } = await runHere(['promote', 'risk', '1', '--reason', 'again'], home);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^champion of risk is already version 1 \(move 1 .*nothing was written\n$/,
      ),
    });
    expect(await championOf(home)).toMatchObject({ sequence: 1, reason: 'promoted by hand' });
  });

  it('shows a reason of several lines in one', async () => {
    const home = await homeWith(true);
    const reason = `two\nlines ${'and more '.repeat(40)}`;
    const { stdout } = await runHere(['promote', 'risk', '2', '--reason', reason], home);
    expect(stdout).toContain('by tester: two\\u000alines');
    const history = await runHere(['models', 'risk', '--history'], home);
    const lines = history.stdout.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(120);
    expect(lines[3]).toMatch(/^ +2 +1 to 2 .*two\\u000alines and more .*…$/);
    expect(history.stdout).toContain('Reasons that are cut are whole with --json');
    const whole = await runHere(['models', 'risk', '--history', '--json'], home);
    expect(JSON.parse(whole.stdout).aliases.champion.reason).toBe(reason);
  });

  it('asks for live agreement where a minimum is given, read from the log of the function', async () => {
    const home = await homeWith(true);
    const ask = () => runHere(['promote', 'risk', '2', '--min-live-agreement', '0.95'], home);
    expect((await ask()).stderr).toMatch(
      /without live agreement: as the challenger it has answered nothing yet/,
    );
    await runHere(['promote', 'risk', '2', '--alias', 'challenger'], home);
    const log = (agreements: number) => writeFileSync(join(home, 'function.log'), liveLine(agreements));
    log(1880);
    expect(await ask()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/too seldom in agreement: 0\.9400 on 2000 live records/),
    });
    log(1960);
    await publishRisk(home);
    await runHere(['promote', 'risk', '3'], home);
    expect((await ask()).stderr).toMatch(/answered nothing yet/);
    log(1960);
    expect(await ask()).toMatchObject({ code: 0 });
    expect(await championOf(home)).toMatchObject({ version: 2 });
  });

  it('moves nothing when somebody else moved the champion while it looked', async () => {
    const home = await homeWith(true);
    await publishRisk(home);
    await runHere(['promote', 'risk', '2', '--alias', 'challenger'], home);
    const log = join(home, 'slow.log');
    execFileSync('mkfifo', [log]);
    const line = liveLine(2_000);
    const asking = runHere(['promote', 'risk', '2', '--min-live-agreement', '0.9', '--live', log], home);
    // Opens when the command has come to read it.
    const writer = await open(log, 'w');
    await runHere(['promote', 'risk', '3'], home);
    await writer.writeFile(line);
    await writer.close();
    expect(await asking).toMatchObject({ code: 2, stderr: expect.stringMatching(/moved .*version 3/) });
    expect(await championOf(home)).toMatchObject({ version: 3, sequence: 2 });
  });

  it('moves nothing when the verdict is not what was published', async () => {
    const home = await homeWith(true);
    const { artifacts } = await registryIn(home).manifest('risk', 2);
    const file = join(home, 'registry', artifacts.verdict!.key);
    chmodSync(file, 0o600);
    writeFileSync(file, JSON.stringify({ ...verdictOf(true, 1), mode: 'non-inferior' }));
    const { code, stdout, stderr } = await runHere(['promote', 'risk', '2'], home);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/ArtifactCorrupt: .*its manifest says/);
    expect(await championOf(home)).toMatchObject({ version: 1 });
  });

  it('believes the checks of a verdict, not its summary', async () => {
    const home = await homeWith(true);
    await publishRisk(home, undefined, { ...verdictOf(false, 1), promote: true });
    const { code, stderr } = await runHere(['promote', 'risk', '3'], home);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/is no verdict/) });
    expect(await championOf(home)).toMatchObject({ version: 1 });
  });
});
