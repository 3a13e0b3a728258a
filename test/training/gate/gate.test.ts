import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../lib/contract/manifest.ts';
import { verdictSchema } from '../../../lib/contract/verdict.ts';
import { SYNTHETIC_SOURCE } from '../../../training/data/synthetic-wine.ts';
import type { Answered, Contest, ContestJob } from '../../../training/gate/contest/job.ts';
import { judgePromotion } from '../../../training/gate/gate.ts';
import type { GateInput } from '../../../training/gate/input.ts';
import { sampleSignature } from '../../support/onnx-models.ts';
import {
  batchMean,
  busy,
  contestHere,
  gateInput,
  nanBeyond,
  regressionInput,
  thresholdAnswers,
  thresholdHoldout,
  thresholdModel,
  throws,
} from './support/threshold-models.ts';

async function judged(changes: Partial<GateInput> = {}) {
  const verdict = await judgePromotion(gateInput(changes));
  return { ...verdict, check: (name: string) => verdict.checks.find(({ check }) => check === name)! };
}

const champion = (model = thresholdModel({ threshold: 0.5 })) => ({ ...model, name: 'risk', version: 3 });
const dataset = (source: string): Dataset => ({ source, sha256: 'a'.repeat(64), rows: 10 });

describe('judgePromotion', () => {
  it('promotes a better model, with the figures of every check', async () => {
    const verdict = await judged();
    expect(verdict.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(verdict).toMatchObject({ promote: true, champion: { model: 'risk', version: 3 } });
    expect(verdict.reason).toMatch(
      /^passes all 10 checks that apply: accuracy 0\.9 against the champion's 0\.8/,
    );
    const { low, difference } = verdict.check('quality').figures as Record<string, number>;
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(difference!);
    expect(verdict.check('agreement').figures).toMatchObject({ labelsDiffering: 0, rows: 415 });
    const { check: _, ...stored } = verdict;
    expect(verdictSchema.parse(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  });

  it('refuses a worse model', async () => {
    const verdict = await judged({
      champion: champion(thresholdModel()),
      candidate: thresholdModel({ threshold: 0.5 }),
      trainerAnswers: thresholdAnswers(0.5),
      mode: 'non-inferior',
    });
    expect(verdict).toMatchObject({ promote: false });
    expect(verdict.reason).toMatch(
      /refused by quality: accuracy 0\.8 against the champion's 0\.9.*"non-inferior" asks for a lower bound above -0\.01/,
    );
  });

  it('refuses one that is not significantly better where better is asked for, and takes it as no worse', async () => {
    const nearly = { champion: champion(thresholdModel({ threshold: 0.02 })) };
    const better = await judged(nearly);
    expect(better.promote).toBe(false);
    expect(better.reason).toMatch(
      /refused by quality: .*"better" asks for a lower bound above 0; also mcnemar/,
    );
    expect(await judged({ ...nearly, mode: 'non-inferior', margin: 0.02 })).toMatchObject({ promote: true });
  });

  it('refuses by McNemar what wins four rows and loses none, which the bootstrap alone would take', async () => {
    const holdout = thresholdHoldout({ noisy: false });
    const wins = Array.from({ length: 400 }, (_, row) => holdout.values[row * holdout.width]!)
      .filter((value) => value > 0)
      .sort((a, b) => a - b);
    const between = (wins[3]! + wins[4]!) / 2;
    const verdict = await judged({ holdout, champion: champion(thresholdModel({ threshold: between })) });
    expect(verdict.check('mcnemar').figures).toMatchObject({ onlyCandidate: 4, onlyChampion: 0, p: 0.125 });
    expect(verdict.check('quality').outcome).toBe('passed');
    expect(verdict.reason).toMatch(/^refused by mcnemar: .*p = 0\.125; "better" asks for p < 0\.05/);
  });

  it.each([
    ['other classes', { classes: ['no', 'maybe'] }, /the classes differ .*"maybe" added, "yes" missing/],
    ['classes in another order', { classes: ['yes', 'no'] }, /the classes are in another order: "yes", "no"/],
    [
      'another feature',
      { features: [...sampleSignature([]).features.slice(0, 3), { name: 'e', type: 'number' }] },
      /the features differ .*"e" added, "d" missing/,
    ],
    [
      'features in another order',
      { features: sampleSignature([]).features.toReversed() },
      /the features are in another order: "d", "c", "b", "a"/,
    ],
  ] as const)('refuses a model of %s', async (_, signature, reason) => {
    const candidate = thresholdModel({ signature: signature as never });
    const verdict = await judged({ candidate, trainerAnswers: undefined });
    expect(verdict.promote).toBe(false);
    expect(verdict.reason).toMatch(/^refused by signature: /);
    expect(verdict.reason).toMatch(reason);
    expect(verdict.check('quality')).toMatchObject({ outcome: 'skipped' });
  });

  it('refuses one that is slower than the champion, and one beyond the budget', async () => {
    const slow = { candidate: thresholdModel({ extra: busy(400) }), trainerAnswers: undefined };
    expect((await judged(slow)).reason).toMatch(
      /^refused by latency: .* × the champion's .*at most 1\.2 ×\) \("weir train" and "weir gate" accept more with --max-latency-ratio\)/,
    );
    const beyond = await judged({ ...slow, champion: undefined, limits: { batchP99Ms: 0.5 } });
    expect(beyond.reason).toMatch(/^refused by latency: .*of 1,000 rows at once: [\d.]+ ms \(budget 0\.5\)/);
  });

  it('refuses one that answers NaN, on the holdout or only far outside of it', async () => {
    const often = await judged({
      candidate: thresholdModel({ extra: nanBeyond(1) }),
      trainerAnswers: undefined,
    });
    expect(often.reason).toMatch(
      /^refused by answers: it answers \d+ of 400 holdout rows and \d of 15 outlier rows with NaN/,
    );
    expect(often.check('quality').outcome).toBe('skipped');
    const seldom = await judged({
      candidate: thresholdModel({ extra: nanBeyond(3) }),
      trainerAnswers: undefined,
    });
    expect(seldom.reason).toMatch(
      /^refused by answers: it answers 0 of 400 holdout rows and 4 of 15 outlier rows with NaN/,
    );
  });

  it('refuses one whose graph disagrees with its trainer', async () => {
    const verdict = await judged({ trainerAnswers: thresholdAnswers(0.001) });
    expect(verdict.reason).toMatch(
      /^refused by agreement: trainer and runtime on 415 rows: \d+ labels differ, probabilities by up to 0\.001; at most 0\.0001 is allowed/,
    );
  });

  it('takes a trainer that throws for a fault of the candidate', async () => {
    const broken = () => {
      throw new Error('lost its weights');
    };
    expect((await judged({ trainerAnswers: broken })).reason).toBe(
      'refused by agreement: the trainer cannot answer the rows itself: lost its weights',
    );
  });

  it('refuses one that throws, one the runtime does not load, and one too large, without throwing itself', async () => {
    const thrown = await judged({ candidate: thresholdModel({ extra: throws }), trainerAnswers: undefined });
    expect(thrown.reason).toMatch(/^refused by answers: it cannot be run: it throws on the holdout: /);
    const format = await judged({ candidate: thresholdModel({ opset: 99 }) });
    expect(format.reason).toMatch(/^refused by format: the runtime does not take it \(opset\)/);
    const size = await judged({ limits: { maxBytes: 100 } });
    expect(size.reason).toMatch(/^refused by size: \d+ bytes; at most 100 are allowed/);
    expect(size.check('answers')).toMatchObject({ outcome: 'skipped' });
  });

  it('holds a first model to its floor alone, and says what was skipped', async () => {
    const verdict = await judged({ champion: undefined });
    expect(verdict).toMatchObject({ promote: true, champion: null });
    expect(verdict.reason).toMatch(/accuracy 0\.9 on 400 holdout rows; better than 0\.5/);
    expect(verdict.check('quality')).toMatchObject({
      outcome: 'skipped',
      reason: 'there is no champion to compare with',
    });
    expect((await judged({ champion: undefined, floor: 0.95 })).reason).toMatch(
      /^refused by floor: accuracy 0\.9 .*at least 0\.95 is asked/,
    );
    const useless = { candidate: thresholdModel({ threshold: 9 }), trainerAnswers: undefined };
    expect((await judged({ champion: undefined, ...useless })).reason).toMatch(
      /^refused by floor: .*always naming the most frequent class/,
    );
  });

  it('tells a candidate that is the champion itself: no better, and no worse', async () => {
    const same = { champion: champion(thresholdModel()) };
    expect((await judged(same)).reason).toMatch(
      /^refused by quality: the candidate is the champion, byte for byte: /,
    );
    expect(await judged({ ...same, mode: 'non-inferior' })).toMatchObject({ promote: true });
    const answers = { champion: champion(thresholdModel({ threshold: 1e-9 })) };
    expect((await judged(answers)).reason).toMatch(
      /^refused by quality: every answer counts as the champion's does: /,
    );
  });

  it('lets made-up data replace made-up data alone', async () => {
    const madeUp = { ...thresholdModel(), dataset: dataset(SYNTHETIC_SOURCE) };
    const real = { ...champion(), dataset: dataset('wines.csv') };
    const refused = await judged({ candidate: madeUp, champion: real });
    expect(refused.reason).toMatch(
      /^refused by data: made-up data do not replace a champion of real ones: .*version 3 did not \(wines\.csv\)/,
    );
    expect(
      await judged({ candidate: madeUp, champion: { ...champion(), dataset: dataset(SYNTHETIC_SOURCE) } }),
    ).toMatchObject({ promote: true });
    expect(await judged({ champion: { ...champion(), dataset: dataset(SYNTHETIC_SOURCE) } })).toMatchObject({
      promote: true,
    });
  });

  it('says when the champion has seen rows of the holdout', async () => {
    const split = { seed: 1, holdoutShare: 0.2, trainRows: 8, holdoutRows: 2 };
    const said = async (seed: number) => {
      const candidate = { ...thresholdModel(), dataset: { ...dataset('wines.csv'), split } };
      const other = { ...champion(), dataset: { ...dataset('wines.csv'), split: { ...split, seed } } };
      return (await judged({ candidate, champion: other })).check('holdout').reason;
    };
    expect(await said(1)).toBe('candidate and champion were split alike: neither has seen these rows');
    expect(await said(2)).toMatch(/split otherwise \(seed 2\), so it has seen most of these rows/);
  });

  it('asks for live agreement on enough records where a minimum is set', async () => {
    const live = { agreement: 0.93, records: 5_000, since: '2026-02-01T00:00:00Z' };
    const outcome = async (changes: Partial<GateInput>) => (await judged(changes)).check('live');
    expect(await outcome({})).toMatchObject({ outcome: 'skipped' });
    expect(await outcome({ live })).toMatchObject({ outcome: 'reported' });
    expect(await outcome({ live, minLiveAgreement: 0.9 })).toMatchObject({ outcome: 'passed' });
    const low = await judged({ live, minLiveAgreement: 0.95 });
    expect(low.reason).toMatch(
      /^refused by live: .*93% of 5,000 live records since 2026-02-01.*at least 95% is asked/,
    );
    expect(await outcome({ live: { ...live, records: 999 }, minLiveAgreement: 0.9 })).toMatchObject({
      outcome: 'failed',
    });
    expect(await outcome({ minLiveAgreement: 0.9 })).toMatchObject({ outcome: 'failed' });
  });

  it('does not take a champion that cannot be run for a worse one, but one that answers NaN', async () => {
    const broken = await judged({ champion: champion(thresholdModel({ extra: throws })) });
    expect(broken.reason).toMatch(/^refused by quality: the champion cannot be run .*--force/);
    const nan = await judged({ champion: champion(thresholdModel({ extra: nanBeyond(1) })) });
    expect(nan).toMatchObject({ promote: true });
    expect(nan.check('quality').reason).toMatch(
      /the champion itself answers \d+ of 400 holdout rows with NaN/,
    );
  });

  it("judges measured values by squared errors, with a margin that is a share of the champion's", async () => {
    const regression = regressionInput();
    const better = await judged({ ...regression, mode: 'better' });
    expect(better).toMatchObject({ promote: true });
    expect(better.check('quality').figures).toMatchObject({ metric: 'rmse', asked: 0 });
    expect(better.check('mcnemar').outcome).toBe('skipped');
    const [candidate, other] = [regression.champion, { ...regression.candidate, name: 'risk', version: 3 }];
    const worse = await judged({
      ...regression,
      candidate,
      champion: other,
      trainerAnswers: undefined,
      mode: 'non-inferior',
    });
    const { asked, champion: rmse } = worse.check('quality').figures as Record<string, number>;
    expect(worse.reason).toMatch(/^refused by quality: rmse /);
    expect(asked).toBeCloseTo(-0.01 * rmse!, 12);
    const off = await judged({
      ...regression,
      trainerAnswers: ({ count }) => ({ values: new Float64Array(count).fill(7) }),
    });
    expect(off.reason).toMatch(/^refused by agreement: .*values/);
  });

  it('reports what consumers will notice', async () => {
    const verdict = await judged();
    const share = verdict.check('disagreement').figures.share as number;
    expect(share).toBeGreaterThan(0.05);
    expect(verdict.check('distribution').figures.totalVariation).toBeCloseTo(share, 10);
    expect(verdict.check('classes').reason).toMatch(/^found of each class: yes from \d.*% to \d.*%, no from/);
  });

  it('takes a trainer that answers other rows than it was asked for a fault of the candidate', async () => {
    const none = () => ({ labels: new Int32Array(0), probabilities: new Float64Array(0) });
    expect((await judged({ trainerAnswers: none })).reason).toMatch(
      /^refused by agreement: .*it gives 0 answers to 400 rows/,
    );
  });

  it('refuses one whose answers depend on the batch that a row comes in', async () => {
    const candidate = thresholdModel({ extra: batchMean });
    const verdict = await judged({ candidate, trainerAnswers: undefined });
    expect(verdict.reason).toMatch(/^refused by answers: it answers \d+ holdout rows otherwise in batches/);
  });

  it('gives no credit for probabilities that add up to more than 1', async () => {
    const sure = await judged({
      metric: 'logLoss',
      trainerAnswers: undefined,
      contest: withOutput('candidate', ({ probabilities }) => probabilities.fill(1)),
    });
    expect([sure.check('floor').outcome, sure.check('quality').outcome]).toEqual(['failed', 'failed']);
    expect(sure.check('floor').figures.value).toBeCloseTo(Math.LN2, 12);
  });

  it.each(['accuracy', 'logLoss'] as const)(
    'holds a worse one to the champion by %s, although that leaves a row unanswered',
    async (metric) => {
      const worse = await judged({
        metric,
        candidate: thresholdModel({ threshold: 0.5 }),
        champion: champion(thresholdModel()),
        trainerAnswers: undefined,
        mode: 'non-inferior',
        contest: withOutput('champion', ({ probabilities }) => probabilities.fill(Number.NaN, 0, 1)),
      });
      expect(worse.reason).toMatch(
        /^refused by quality: the champion itself answers 1 of 400 holdout rows with NaN.*"non-inferior" asks/,
      );
    },
  );

  it('does not take a few rows that are all won for better by another metric than accuracy either', async () => {
    const { candidate, champion } = regressionInput();
    const targets = Float64Array.from([4, -4, 6, -5, 7]);
    const values = Float32Array.from([...targets].flatMap((target) => [target / 2, 0, 0, 0]));
    const holdout = { values, targets, count: 5, width: 4 };
    const verdict = await judged({ candidate, champion, holdout, trainerAnswers: undefined });
    const { low, p } = verdict.check('quality').figures as Record<string, number>;
    expect(low).toBeGreaterThan(0);
    expect(p).toBeGreaterThan(0.025);
    expect(verdict.reason).toMatch(/^refused by quality: .*randomization test's p below 0\.025/);
  });
});

/** The real contest, but for what a model answers to the holdout. */
function withOutput(
  side: 'candidate' | 'champion',
  change: (output: { probabilities: Float32Array }) => void,
) {
  return async (job: ContestJob): Promise<Contest> => {
    const contest = await contestHere(job);
    const turn = contest[side] as Answered;
    change(turn.holdout as never);
    return contest;
  };
}
