import { ALARMS } from '../../../lib/contract/alarms.ts';
import type { DriftResult } from '../../../lib/contract/drift.ts';
import type { ReferenceProfile } from '../../../lib/contract/profile.ts';
import { measured } from '../../../lib/report/numbers.ts';
import { listed } from '../../../lib/report/words.ts';
import { count, plural } from '../../terminal/format.ts';
import { printable } from '../../terminal/printable.ts';
import type { Change } from './change.ts';
import { featurePictures } from './feature-picture.ts';
import type { WatchedHour } from './hours.ts';

/** What happens to the wines from now on. */
export function changeText(
  { moved, by, missing, missingShare }: Change,
  records: number,
  profile: ReferenceProfile,
): string[] {
  const mean = profile.moments[profile.layout.features.findIndex(({ name }) => name === moved)]?.mean;
  const lacking = Math.round(records * missingShare);
  return [
    `Now every wine has ${measured(by, 3)} more ${printable(moved)} (half a standard deviation; the mean was ${measured(mean, 3)}),`,
    `and in ${count(lacking)} of ${count(records)} records ${printable(missing)} is missing:`,
  ];
}

/** One line of an hour, and one of each alarm that it raised. */
export function hourText({ result, alarms }: WatchedHour): string[] {
  const { window, rows, rejected } = result;
  const refused = rejected === 0 ? '' : `, ${count(rejected)} rejected`;
  return [
    `  ${window.id}  ${count(rows)} rows${refused}: ${verdictText(result)}`,
    ...alarms.map((name) => `    ALARM ${name}: ${ALARMS[name].means}`),
  ];
}

function verdictText({ verdict, drifted, features, quality }: DriftResult): string {
  const differing = features.filter((feature) => feature.differs && feature.verdict !== 'drift');
  const names = (list: readonly { readonly name: string }[]) =>
    listed(list.map(({ name }) => printable(name)));
  const said = {
    drift: `DRIFT of ${listed(drifted.map((name) => printable(name)))}`,
    'no-drift': differing.length === 0 ? 'no drift' : `no drift yet, ${names(differing)} differs`,
    'insufficient-data':
      differing.length === 0
        ? 'too few rows to tell'
        : `${names(differing)} differs so far, a second window decides`,
  }[verdict];
  return [said, ...quality.map(({ message }) => printable(message))].join('; ');
}

/** The pictures of both, the reports, and what was found. */
export function summaryText(
  calm: readonly WatchedHour[],
  changed: readonly WatchedHour[],
  profile: ReferenceProfile,
  reports: readonly string[],
): string[] {
  const last = changed.at(-1)!.result;
  const alarms = changed.flatMap((hour) => hour.alarms);
  return [
    `The wines of ${last.window.id} beside those of training:`,
    ...featurePictures(last, profile),
    '',
    `As measured: ${foundText(calm.at(-1)!.result)}`,
    `Changed:     ${foundText(last)}`,
    `Alarms:      ${alarms.length === 0 ? 'none' : alarms.join(', ')}`,
    `Reports:     ${reports.join('\n             ')}`,
  ];
}

function foundText({ drifted, features, quality }: DriftResult): string {
  const names = drifted.length === 0 ? '' : ` (${listed(drifted.map((name) => printable(name)))})`;
  return `${count(drifted.length)} of ${plural(features.length, 'feature')} drifted${names}, ${plural(quality.length, 'finding')} about the data`;
}
