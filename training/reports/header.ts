import { type Html, html } from '../../lib/report/html.ts';
import { shownName } from '../../lib/report/names.ts';
import { measured } from '../../lib/report/numbers.ts';
import type { Page } from '../../lib/report/page.ts';
import { type Figure, figures } from '../../lib/report/table.ts';
import { shortened } from '../../lib/report/words.ts';
import type { TrainingReport } from './report-input.ts';
import { metricName } from './words.ts';

/** What stands at the head of the page: the model, and whether it may become the champion. */
export function headOf(report: TrainingReport): Pick<Page, 'title' | 'kind' | 'subtitle' | 'verdict'> {
  const { model, version, createdAt, dataset, search, synthetic } = report;
  const number = version === null ? '' : `, version ${version}`;
  const study = search === null ? '' : ` · study ${shownName(search.definition.study)}`;
  return {
    kind: synthetic ? 'Weir training report · SYNTHETIC DATA' : 'Weir training report',
    title: `${shownName(model)}${number}`,
    subtitle: `${minuteOf(createdAt)} UTC${study} · ${shownName(dataset.source, 80)}`,
    verdict: verdictOf(report),
  };
}

function verdictOf({ verdict, winner }: TrainingReport): Page['verdict'] {
  const what = `The ${shownName(winner.family)} model`;
  if (verdict === null) {
    return { tone: 'open', sentence: `${what} was not judged by the promotion gate.` };
  }
  const against =
    verdict.champion === null
      ? 'there was no champion before it'
      : `against version ${verdict.champion.version}, mode "${verdict.mode}"`;
  return verdict.promote
    ? {
        tone: 'good',
        sentence: `${what} may become the champion (${against}): it ${shortened(verdict.reason)}.`,
      }
    : {
        tone: 'bad',
        sentence: `${what} may not become the champion (${against}): ${shortened(verdict.reason)}.`,
      };
}

/** Said before anything else where it is so. */
export function syntheticNotice({ synthetic }: TrainingReport): Html[] {
  if (!synthetic) return [];
  return [
    html`<p class="verdict open"><strong>SYNTHETIC DATA.</strong> The rows are made up. No figure on this page says how
good the model is on real data; it says that the machinery works.</p>
`,
  ];
}

/** The few numbers that matter. */
export function keyFigures({ winner, search, dataset, signature }: TrainingReport): Html {
  const metrics = Object.entries(winner.metrics)
    .slice(0, 4)
    .map(
      ([name, { value, low, high }]): Figure => ({
        name: metricName(name),
        value: measured(value, 3),
        detail: `${measured(low, 3)} to ${measured(high, 3)}`,
      }),
    );
  const holdout = winner.holdout.rows.count;
  return figures([
    ...metrics,
    {
      name: 'Rows',
      value: dataset.rows.toLocaleString('en-GB'),
      detail: `${holdout.toLocaleString('en-GB')} held out`,
    },
    { name: 'Features', value: String(signature.features.length), detail: targetText(signature) },
    ...(search === null
      ? []
      : [{ name: 'Trials', value: String(search.trials.length), detail: 'of the search' }]),
  ]);
}

function targetText({ task, classes }: TrainingReport['signature']): string {
  return task === 'regression' ? 'a measured target' : `${classes.length} classes`;
}

function minuteOf(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}
