import { type TrainOptions, type TrainProgress, type TrainResult, train } from '../../training/main.ts';
import type { Config } from '../config.ts';
import { interval, plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import type { ProgressLine } from '../terminal/progress.ts';
import type { Reporter } from '../terminal/terminal.ts';
import { dataPlaces } from './data-places.ts';

/** What a training is asked for; the configuration says the rest. */
export type TrainRequest = Omit<TrainOptions, 'by' | 'environmentData' | 'cacheDirectory'>;

/** Trains as `weir train` does, shows how far it is, and says what came out. */
export async function trainWithProgress(
  request: TrainRequest,
  config: Config,
  report: Reporter,
): Promise<TrainResult> {
  const display = new TrainingDisplay(report);
  const options = {
    ...request,
    ...dataPlaces(config),
    by: config.user,
    mlflow: config.mlflow === undefined ? undefined : { uri: config.mlflow },
  };
  const result = await train(options, (event) => display.take(event)).finally(() => display.end());
  report.say(...describe(result, request.promote !== false));
  return result;
}

/** Steps as lines; the long one, which repeats itself, as a progress line. */
class TrainingDisplay {
  readonly #report: Reporter;
  readonly #progress: ProgressLine;
  #fitting = false;

  constructor(report: Reporter) {
    this.#report = report;
    this.#progress = report.progress('training', 100);
  }

  take({ stage, fraction, message }: TrainProgress): void {
    if (stage === 'fit' && this.#fitting) {
      this.#progress.update(Math.round(fraction * 100));
      return;
    }
    this.#fitting = stage === 'fit';
    this.#progress.end();
    this.#report.note(`  ${printable(message)}`);
  }

  end(): void {
    this.#progress.end();
  }
}

function describe(
  { manifest, champion, verdict, features, synthetic, dataset }: TrainResult,
  wasToPromote: boolean,
): string[] {
  const { model, version, metrics } = manifest;
  const judged = plural(dataset.split?.holdoutRows ?? 0, 'holdout row');
  const figures = Object.entries(metrics).map(([name, value]) => `${wordsOf(name)} ${interval(value)}`);
  return [
    ...(synthetic ? ['The data are SYNTHETIC: these numbers say nothing about wine.'] : []),
    `${model} version ${version} from ${features.join(', ')}: on ${judged} ${figures.join(', ')}`,
    ...(champion === undefined
      ? [notPromoted(manifest, wasToPromote ? verdict?.reason : undefined)]
      : [`It is the champion now.`]),
  ];
}

/** "balancedAccuracy" → "balanced accuracy". */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function notPromoted({ model, version }: TrainResult['manifest'], why: string | undefined): string {
  if (why === undefined) return `Serve it with: weir promote ${model} ${version}`;
  return `The champion stays: ${why}. Serve it all the same with: weir promote ${model} ${version} --force --reason "why"`;
}
