import { reasonOf } from '../../lib/contract/errors.ts';
import type { SearchEnd } from '../search/finalize.ts';
import { logRun, type MlflowRun } from './log-run.ts';
import type { MlflowServer } from './mlflow-client.ts';

/**
 * Tells a tracking server of a search that has ended: a run for each of the best trials, the published one with the
 * report and the verdict. It fails open: a server that is away is a warning, and the training goes on.
 * @param warn told why something could not be written
 */
export async function trackSearch(
  server: MlflowServer,
  end: SearchEnd,
  warn: (text: string) => void,
): Promise<void> {
  try {
    for (const run of runsOf(end)) await logRun(server, run);
  } catch (thrown) {
    warn(
      `the MLflow server was not told of this training: ${reasonOf(thrown)}. Everything else is as it should be`,
    );
  }
}

/** The runs of a search, best first. */
export function runsOf({ result, search, top, report }: SearchEnd): MlflowRun[] {
  const { study, model, objective, evaluation, verdict, version, champion, finishedAt } = result;
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const winner = {
    metrics: Object.fromEntries(
      Object.entries(evaluation.metrics).map(([name, { value }]) => [`holdout_${name}`, value]),
    ),
    tags: {
      'weir.version': String(version),
      'weir.champion': String(champion.moved),
      'weir.verdict': verdict.reason,
    },
    artifacts: { 'report.html': bytes(report), 'verdict.json': bytes(JSON.stringify(verdict, null, 2)) },
  };
  return top.map(({ candidate, model: graph }) => {
    const best = candidate.rank === 1 ? winner : { metrics: {}, tags: {}, artifacts: {} };
    return {
      experiment: model,
      name: `${study} ${candidate.rank}. ${candidate.family}`,
      startedAt: new Date(search.study.definition.createdAt),
      finishedAt: new Date(finishedAt),
      parameters: { family: candidate.family, ...candidate.hyperparameters },
      metrics: {
        [`search_${objective.metric}`]: candidate.value,
        trial_seconds: candidate.trialSeconds,
        refit_seconds: candidate.refitSeconds,
        ...best.metrics,
      },
      tags: {
        'weir.study': study,
        'weir.trial': String(candidate.trial),
        'weir.dataset': search.search.data.source,
        'weir.dataset.sha256': search.search.data.sha256,
        ...best.tags,
      },
      artifacts: { 'model.onnx': graph, ...best.artifacts },
    };
  });
}
