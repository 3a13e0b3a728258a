import type { DriftResult } from '../../lib/contract/drift.ts';
import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import { type Html, html } from '../../lib/report/html.ts';
import { link } from '../../lib/report/link.ts';
import { shownName } from '../../lib/report/names.ts';
import { count, counted, measured, percent } from '../../lib/report/numbers.ts';
import type { Page, Tone } from '../../lib/report/page.ts';
import { type Figure, figures } from '../../lib/report/table.ts';
import { leftOut, listed, shortened } from '../../lib/report/words.ts';
import { RULES } from '../drift/decision/rules.ts';
import { BASIS, isPending, spanText } from './words.ts';

/** Where more is to be found; each an address of the web, or one relative to the report. What is left out is not linked. */
export interface ReportLinks {
  /** The same result for machines. */
  readonly json?: string | undefined;
  /** What to do about it. */
  readonly runbook?: string | undefined;
  readonly dashboard?: string | undefined;
}

/** Names that a sentence has room for. */
const MOST_NAMES = 8;

/** Characters of a sentence that somebody else wrote. */
const MOST_CHARACTERS = 500;

/** What stands over everything: of which window, and what was found in it. */
export function headOf(result: DriftResult): Omit<Page, 'sections' | 'footer'> {
  const { model, version, window, rows, basis } = result;
  return {
    kind: 'Weir drift report',
    title: `${shownName(model)}, version ${version}`,
    subtitle: `${spanText(window)} · ${counted(rows, 'row')} against ${BASIS[basis]}`,
    verdict: { tone: toneOf(result), sentence: sentenceOf(result) },
  };
}

function toneOf({ verdict }: DriftResult): Tone {
  return ({ drift: 'bad', 'no-drift': 'good', 'insufficient-data': 'open' } as const)[verdict];
}

function sentenceOf({ verdict, drifted, features, rows }: DriftResult): string {
  const pending = features.filter(isPending).map(({ name }) => name);
  if (verdict === 'insufficient-data' && pending.length > 0) {
    return `${namesOf(pending)} ${pending.length === 1 ? 'differs' : 'differ'} so far; a second window decides.`;
  }
  if (verdict === 'insufficient-data') {
    return `It cannot be told whether any of ${counted(features.length, 'feature')} drifted: ${rows < RULES.leastRows ? 'there are too few rows' : 'too few rows have values, or prior ones to compare them with'}.`;
  }
  const counts = `${count(drifted.length)} of ${counted(features.length, 'feature')} drifted`;
  return drifted.length === 0 ? `${counts}.` : `${counts}: ${namesOf(drifted)}.`;
}

/** "a, b and 3 more". */
function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => shownName(name));
  const rest = names.length - shown.length;
  return listed(rest === 0 ? shown : [...shown, `${count(rest)} more`]);
}

/** Why, what else is wrong, and where to go on. */
export function introduction(result: DriftResult, links: ReportLinks): Html[] {
  const { reason, quality, alarm } = result;
  const found = quality.slice(0, 3).map(({ message }) => shortened(shownName(message, MOST_CHARACTERS)));
  const findings = html`<p class="verdict bad"><strong>${counted(quality.length, 'finding')} about the data:</strong> ${found.join('; ')}. ${leftOut(quality.length, found.length, 'findings', 'the rest is below')}</p>
`;
  return [
    ...(quality.length === 0 ? [] : [findings]),
    html`<p>${shownName(reason, MOST_CHARACTERS)}${alarm ? alarmText(result) : ''}</p>
`,
    linkList(links),
  ];
}

/** Days are no metric. */
function alarmText({ window }: DriftResult): string {
  return window.id.includes('T')
    ? ' This result raises the alarm.'
    : ' It is about the day as a whole: alarms ring by the hour.';
}

function linkList({ json, runbook, dashboard }: ReportLinks): Html {
  const items = [
    ['What to do about it', runbook],
    ['The dashboard', dashboard],
    ['This result as JSON', json],
  ] as const;
  const there = items.flatMap(([text, address]) => (address === undefined ? [] : [link(text, address)]));
  return there.length === 0
    ? html``
    : html`<ul class="links">${there.map((item) => html`<li>${item}</li>`)}</ul>
`;
}

/** The few numbers that matter. */
export function keyFigures(result: DriftResult, { counts }: ReferenceProfile): Html {
  const { drifted, features, dataset, rows, rejected, quality, coverage } = result;
  return figures([
    {
      name: 'Features drifted',
      value: `${count(drifted.length)} of ${count(features.length)}`,
      detail: `${percent(dataset.weighted, 0)} by importance`,
    },
    { name: 'Rows', value: count(rows), detail: `${count(rejected)} rejected` },
    { name: 'Reference', value: count(counts.rows), detail: 'training rows' },
    { name: 'Findings', value: count(quality.length), detail: 'about the data' },
    ...accuracyFigure(result),
    ...(coverage === null
      ? []
      : [{ name: 'Coverage', value: percent(coverage), detail: 'of predictions counted' }]),
  ]);
}

/** By labels where there are any, else as the confidence estimates it. */
function accuracyFigure({ accuracy: { realised, estimated, reference } }: DriftResult): Figure[] {
  const best = realised ?? estimated;
  if (best === null) return [];
  const made = reference === null ? '' : `${measured(reference, 3)} when made`;
  return [
    {
      name: realised === null ? 'Accuracy, estimated' : 'Accuracy, by labels',
      value: measured(best.value, 3),
      detail: made,
    },
  ];
}
