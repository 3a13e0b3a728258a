import type { Runtime } from '../../lib/contract/manifest.ts';
import type { GateCheck, Verdict } from '../../lib/contract/verdict.ts';
import { describeRuntime } from '../../lib/model/onnx/describe-runtime.ts';
import { UnservableModel } from '../../lib/model/onnx/unservable.ts';
import { checkAgreement } from './checks/agreement.ts';
import { checkAnswers } from './checks/answers.ts';
import { checkFormat, checkSignature, checkSize } from './checks/file.ts';
import { checkLatency } from './checks/latency.ts';
import { checkData, reportHoldout } from './checks/lineage.ts';
import { checkLive } from './checks/live.ts';
import { checkMcnemar } from './checks/mcnemar.ts';
import { checkFloor, checkQuality } from './checks/quality.ts';
import { reportReferences } from './checks/references.ts';
import { reportClasses, reportDisagreement, reportDistribution } from './checks/reported.ts';
import { compareSignatures } from './compare-signatures.ts';
import { contestInChild } from './contest/contest-in-child.ts';
import type { Contest, Contestant } from './contest/job.ts';
import type { Check, CheckName, GateContext, Missing } from './context.ts';
import { holdoutDigest } from './holdout-digest.ts';
import type { GateInput, GateModel } from './input.ts';
import { BATCH_ROWS, DEFAULT_GATE_LIMITS, type GateLimits } from './limits.ts';
import { defaultMetric, metricOf } from './metrics/metric.ts';
import { outlierRows } from './outliers.ts';
import { summarise } from './summarise.ts';
import { countUnsound } from './unsound.ts';

/** In the order of the verdict: what a file must be, what it must do, how well, and what people want to know. */
const CHECKS: Readonly<Record<CheckName, Check>> = {
  data: checkData,
  signature: checkSignature,
  holdout: reportHoldout,
  format: checkFormat,
  size: checkSize,
  answers: checkAnswers,
  agreement: checkAgreement,
  latency: checkLatency,
  floor: checkFloor,
  quality: checkQuality,
  mcnemar: checkMcnemar,
  live: checkLive,
  disagreement: reportDisagreement,
  distribution: reportDistribution,
  classes: reportClasses,
  reference: reportReferences,
};

/**
 * Judges whether a candidate may become the champion: looks at its file, lets both models answer the holdout and
 * outlier rows in a process with limits, measures them side by side, and compares them. Whatever the candidate
 * does wrong is a failed check with its reason. Writes nothing.
 * @throws UserError for a metric that does not fit the task; the signal's reason when it is aborted
 */
export async function judgePromotion(input: GateInput): Promise<Verdict> {
  const context = await gather(input);
  const checks = Object.values(CHECKS).map((check) => check(context));
  return verdictOf(input, checks);
}

function verdictOf({ mode, champion, holdout, judgedAt }: GateInput, checks: readonly GateCheck[]): Verdict {
  return {
    schema: 1,
    ...summarise(checks),
    mode,
    judgedAt: judgedAt.toISOString(),
    champion: champion === undefined ? null : { model: champion.name, version: champion.version },
    holdout: { rows: holdout.count, sha256: holdoutDigest(holdout) },
    checks: [...checks],
  };
}

async function gather(input: GateInput): Promise<GateContext> {
  const { candidate, champion, holdout } = input;
  const limits = { ...DEFAULT_GATE_LIMITS, ...input.limits };
  const name = input.metric ?? defaultMetric(candidate.signature.task);
  const metric = { ...metricOf(name, candidate.signature.task), name };
  const differences =
    champion === undefined ? [] : compareSignatures(candidate.signature, champion.signature);
  const runtime = runtimeOf(candidate);
  const rival = rivalOf(
    input,
    differences.every(({ comparable }) => comparable),
  );
  const outliers = input.outliers ?? outlierRows(candidate.signature, holdout);
  const runs = !(runtime instanceof UnservableModel) && candidate.model.length <= limits.maxBytes;
  const contest = runs
    ? await hold(input, limits, { candidate: { ...candidate, runtime }, rival, outliers })
    : undefined;
  const answers = contest?.candidate.kind === 'answered' ? contest.candidate : undefined;
  return {
    input,
    limits,
    metric,
    differences,
    runtime,
    outliers,
    contest,
    answers,
    sound: answers !== undefined && countUnsound(candidate.signature, answers.holdout) === 0,
    against: 'kind' in rival ? rival : championAnswers(contest),
  };
}

function runtimeOf({ model, signature, chunkRows, outputs = {} }: GateModel): Runtime | UnservableModel {
  try {
    return describeRuntime(model, signature, { chunkRows, outputs });
  } catch (thrown) {
    if (thrown instanceof UnservableModel) return thrown;
    throw thrown;
  }
}

/** The champion as one that can answer the same rows, or why it cannot. */
function rivalOf({ champion }: GateInput, comparable: boolean): Contestant | Missing {
  if (champion === undefined)
    return { kind: 'missing', why: 'there is no champion to compare with', fault: false };
  if (!comparable)
    return { kind: 'missing', why: 'the champion reads or answers otherwise: see signature', fault: false };
  const runtime = runtimeOf(champion);
  if (runtime instanceof UnservableModel) return faulty(`the runtime does not take it, ${runtime.why}`);
  const { model, signature } = champion;
  return { model, signature, runtime };
}

function championAnswers(contest: Contest | undefined): GateContext['against'] {
  const turn = contest?.champion;
  if (turn?.kind === 'answered') return turn;
  if (turn === undefined) return { kind: 'missing', why: 'the champion was not run', fault: false };
  return faulty(turn.why);
}

function faulty(why: string): Missing {
  return {
    kind: 'missing',
    why: `the champion cannot be run (${why}), so nothing shows that the candidate is as good; roll back, or promote it with --force and a reason`,
    fault: true,
  };
}

interface Runners {
  readonly candidate: Contestant;
  readonly rival: Contestant | Missing;
  readonly outliers: GateContext['outliers'];
}

function hold(
  input: GateInput,
  limits: GateLimits,
  { candidate, rival, outliers }: Runners,
): Promise<Contest> {
  const { model, signature, runtime } = candidate;
  const { values, count, width } = input.holdout;
  const { measureMs, latencyRatio } = limits;
  const job = {
    candidate: { model, signature, runtime },
    champion: 'kind' in rival ? undefined : rival,
    holdout: { values, count, width },
    outliers,
    batchRows: BATCH_ROWS,
    measureMs,
    latencyRatio,
  };
  return input.contest === undefined ? contestInChild(job, limits, input.signal) : input.contest(job);
}
