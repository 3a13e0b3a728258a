import type { DriftResultLine, DriftResultView, DriftView, JobView } from '../../api.ts';
import { type Content, h } from '../elements.ts';
import { clock, count, moment, percent, plural, words } from '../format.ts';
import { differenceCard } from './difference-card.ts';
import { badge, type Tone } from './part.ts';

const TONES = { drift: 'bad', 'no-drift': 'good', 'insufficient-data': 'open' } as const satisfies Record<
  string,
  Tone
>;
const VERDICTS = { drift: 'Drift', 'no-drift': 'No drift', 'insufficient-data': 'Not decided' } as const;
const BASIS: Readonly<Record<string, string>> = {
  'prior-weeks': 'the same hours of prior weeks',
  training: 'the rows the version was trained on',
};

/** The latest decided window, the hour that goes on beside it, its features, and the windows before it. */
export function driftSection({ latest, running, results, job }: DriftView, lacksProfile: boolean): Content {
  return [
    jobBar(job),
    running && runningLine(running),
    latest === null ? nothingYet(lacksProfile) : window(latest),
    results.length > 0 && history(results),
  ];
}

function jobBar({ running, nextAt, last }: JobView): HTMLElement {
  const lastText = last === null ? '' : ` ${clock(last.at)}: ${last.message}`;
  return h(
    'div',
    { class: 'actions' },
    h(
      'button',
      { type: 'button', 'data-action': 'judge', 'aria-disabled': running ? 'true' : undefined },
      running ? 'Judging…' : 'Judge now',
    ),
    h('p', { class: last?.ok === false ? 'failed' : 'aside' }, `By itself at ${moment(nextAt)}.${lastText}`),
  );
}

function nothingYet(lacksProfile: boolean): HTMLElement {
  return h(
    'p',
    { class: 'verdict open' },
    lacksProfile
      ? 'The champion has no profile to compare live records with. Versions that are trained from now on have one.'
      : 'No window was judged yet. Windows are hours of traffic; the running hour can be judged now, once records came.',
  );
}

function runningLine({ rows, hours, report }: DriftResultLine): HTMLElement {
  const grown = hours > 1 ? ` in ${hours} hours` : '';
  return h(
    'p',
    { class: 'aside', 'data-key': 'running' },
    `The running hour: ${plural(rows, 'row')}${grown} so far, not decided yet. `,
    h('a', { href: report, target: '_blank', rel: 'noopener' }, 'Its report'),
  );
}

function window(result: DriftResultView): Content {
  const { verdict, reason, rows, rejected, hours, basis, computedAt, report, drifted, coverage, accuracy } =
    result;
  const facts: [string, string][] = [
    ['Window', `${windowText(result.window)}${hours > 1 ? `, grown to ${hours} h` : ''}`],
    ['Rows', `${count(rows)}, ${count(rejected)} rejected`],
    ['Compared with', BASIS[basis] ?? basis],
    ['Version', `v${result.version}`],
    ['Judged', moment(computedAt)],
    ['Accuracy', accuracyText(accuracy)],
    ...(coverage === null
      ? []
      : [['Counted', `${percent(coverage)} of the predictions`] as [string, string]]),
  ];
  return [
    h(
      'div',
      { class: `verdict ${TONES[verdict]}` },
      h(
        'p',
        {},
        h('strong', {}, VERDICTS[verdict]),
        drifted.length > 0 ? `: ${drifted.join(', ')}. ` : ': ',
        reason,
      ),
      h('p', {}, h('a', { href: report, target: '_blank', rel: 'noopener' }, 'Open the whole report')),
    ),
    h(
      'dl',
      { class: 'facts' },
      facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
    ),
    findings(result),
    h(
      'h3',
      {},
      `Features`,
      h(
        'span',
        { class: 'aside' },
        ' this window (line) over its reference (grey), by difference and importance',
      ),
    ),
    h('ul', { class: 'cards' }, result.features.map(differenceCard)),
    result.featureCount > result.features.length &&
      h('p', { class: 'aside' }, `${result.featureCount - result.features.length} more are in the report.`),
    h('h3', {}, 'Predictions'),
    h(
      'ul',
      { class: 'cards' },
      [result.prediction, result.confidence].map((one) => one && differenceCard(one)),
    ),
  ];
}

function findings({ findings: list }: DriftResultView): Content {
  if (list.length === 0) return null;
  return [
    h('h3', {}, 'Data quality'),
    h(
      'ul',
      { class: 'list' },
      list.map(({ kind, feature, message }) =>
        h(
          'li',
          { 'data-key': `${kind} ${feature}` },
          h('p', { class: 'head' }, badge('bad', words(kind)), feature !== null && h('code', {}, feature)),
          h('p', {}, message),
        ),
      ),
    ),
  ];
}

function history(results: readonly DriftResultLine[]): HTMLElement {
  return h(
    'details',
    { 'data-key': 'history' },
    h('summary', {}, `${plural(results.length, 'judged window')}`),
    h(
      'ul',
      { class: 'list lines' },
      results.map((line) =>
        h(
          'li',
          { 'data-key': `${line.window} ${line.version}` },
          badge(TONES[line.verdict], VERDICTS[line.verdict]),
          h(
            'a',
            { href: line.report, target: '_blank', rel: 'noopener' },
            `${windowText(line.window)}, v${line.version}`,
          ),
          h(
            'span',
            { class: 'aside' },
            `${plural(line.rows, 'row')}${line.drifted.length > 0 ? `; ${line.drifted.join(', ')}` : ''}`,
          ),
        ),
      ),
    ),
  );
}

/** "21 Nov, 14:00 UTC" of an hour, "21 Nov (UTC)" of a day. */
function windowText(id: string): string {
  const [day = '', hour] = id.split('T');
  const name = new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  return hour === undefined ? `${name} (UTC)` : `${name}, ${hour}:00 UTC`;
}

function accuracyText({ reference, estimated, realised }: DriftResultView['accuracy']): string {
  const known = reference === null ? '' : `, ${percent(reference)} when it was made`;
  if (realised !== null) return `${percent(realised)} by labels${known}`;
  if (estimated !== null) return `about ${percent(estimated)}, estimated${known}`;
  return reference === null ? 'not known' : `not known${known}`;
}
