import type { DriftResult, QualityFinding } from '../../lib/contract/drift.ts';
import { type Html, html } from '../../lib/report/html.ts';
import { shownName } from '../../lib/report/names.ts';
import { count, measured, percent } from '../../lib/report/numbers.ts';
import { dataTable } from '../../lib/report/table.ts';
import { leftOut, seen } from '../../lib/report/words.ts';
import { pValue, QUALITY } from './words.ts';

const MOST_FINDINGS = 100;

/** What is wrong with the data themselves. */
export function qualitySection({ quality }: DriftResult): Html[] {
  if (quality.length === 0) {
    return [seen('Nothing is missing, of another type, unseen, out of range, too little or too much.')];
  }
  const shown = quality.slice(0, MOST_FINDINGS);
  return [
    seen(
      'A finding counts at once, in one window. Rejected records are among the rows.',
      leftOut(quality.length, shown.length, 'findings', 'the first'),
    ),
    dataTable(['feature', 'what', 'rows', 'share', 'usual', 'p'], shown.map(lineOf)),
  ];
}

function lineOf({ kind, feature, rows, of, usual, pValue: p }: QualityFinding) {
  const isVolume = kind === 'volume';
  return [
    feature === null ? (isVolume ? 'all records' : 'no feature could be read') : shownName(feature),
    html`<span class="failed">${QUALITY[kind]}</span>`,
    { number: `${count(rows)} of ${count(of)}` },
    { number: percent(of === 0 ? Number.NaN : rows / of) },
    { number: isVolume ? measured(usual, 3) : percent(usual, 2) },
    pValue(p),
  ];
}
