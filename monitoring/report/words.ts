import type { Basis, Difference, QualityKind, Verdict } from '../../lib/contract/drift.ts';
import { hourStart, type StatisticName } from '../../lib/contract/profile.ts';
import { shownName } from '../../lib/report/names.ts';
import { measured } from '../../lib/report/numbers.ts';
import type { Tone } from '../../lib/report/page.ts';
import { RULES } from '../drift/decision/rules.ts';

/** The statistics as people write them. */
export const STATISTICS: Readonly<Record<StatisticName, string>> = {
  psi: 'PSI',
  ks: 'Kolmogorov–Smirnov',
  wasserstein: 'normed Wasserstein',
  jensenShannon: 'Jensen–Shannon',
  chiSquare: 'chi-square',
};

export const BASIS: Readonly<Record<Basis, string>> = {
  'prior-weeks': 'the same hours of prior weeks',
  training: 'the rows that the version was made from',
};

export const QUALITY: Readonly<Record<QualityKind, string>> = {
  missing: 'missing',
  type: 'of another type',
  'unseen-category': 'unseen category',
  'out-of-range': 'out of range',
  volume: 'volume',
};

const VERDICTS: Readonly<Record<Verdict, { readonly tone: Tone; readonly text: string }>> = {
  drift: { tone: 'bad', text: 'drifted' },
  'no-drift': { tone: 'good', text: 'no drift' },
  'insufficient-data': { tone: 'open', text: 'too few rows' },
};

/** What became of one difference; one that is seen in this window alone is not drift yet. */
export function badgeOf(
  difference: Pick<Difference, 'verdict' | 'differs' | 'rows'>,
): (typeof VERDICTS)[Verdict] {
  const { verdict, differs, rows } = difference;
  if (isPending(difference)) return { tone: 'open', text: 'differs so far' };
  if (verdict === 'no-drift' && differs) return { tone: 'open', text: 'differs, not yet drift' };
  return verdict === 'insufficient-data' && rows >= RULES.leastRows
    ? { tone: 'open', text: 'too little to compare with' }
    : VERDICTS[verdict];
}

/** Whether rows suffice and it differs, but there is no second window yet, which decides. */
export function isPending({ verdict, differs }: Pick<Difference, 'verdict' | 'differs'>): boolean {
  return verdict === 'insufficient-data' && differs;
}

/** "< 0.0001" below that, else with two digits. */
export function pValue(p: number): string {
  return p < 1e-4 ? '< 0.0001' : `= ${measured(p, 2)}`;
}

const HOUR_MS = 3_600_000;

/** "2026-11-21, 02:00 to 03:00 UTC", or with both days. */
export function spanText({ from, to }: { readonly from: string; readonly to: string }): string {
  const [day, begin] = minuteOf(hourStart(from));
  const [endDay, end] = minuteOf(hourStart(to) + HOUR_MS);
  return day === endDay ? `${day}, ${begin} to ${end} UTC` : `${day} ${begin} to ${endDay} ${end} UTC`;
}

function minuteOf(at: number): [day: string, time: string] {
  const iso = new Date(at).toISOString();
  return [iso.slice(0, 'YYYY-MM-DD'.length), iso.slice('YYYY-MM-DDT'.length, 'YYYY-MM-DDTHH:MM'.length)];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** "21 Nov, 02:00" of an hour, "21 Nov" of a day; what is neither as it is, shortened. */
export function windowLabel(id: string): string {
  const [, month = '', day = '', hour] = /^\d{4}-(\d{2})-(\d{2})(?:T(\d{2}))?$/.exec(id) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return shownName(id, 20);
  return `${Number(day)} ${name}${hour === undefined ? '' : `, ${hour}:00`}`;
}
