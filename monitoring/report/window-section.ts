import type { DriftResult } from '../../lib/contract/drift.ts';
import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import type { Html } from '../../lib/report/html.ts';
import { count, counted, percent } from '../../lib/report/numbers.ts';
import { dataTable } from '../../lib/report/table.ts';
import { BASIS, spanText } from './words.ts';

/** What was judged, so that it can be found again. */
export function windowSection(result: DriftResult, profile: ReferenceProfile): Html[] {
  const { model, version, window, basis, rows, rejected, coverage, computedAt, sources } = result;
  return [
    dataTable(
      ['what', 'which'],
      [
        ['model', model],
        ['version', String(version)],
        ['window', window.id],
        ['arrivals', `${spanText(window)} (${counted(window.hours, 'hour')})`],
        ['rows', `${count(rows)} predicted and counted, ${count(rejected)} rejected`],
        [
          'coverage',
          coverage === null
            ? 'not known here: only CloudWatch knows how many were predicted'
            : `${percent(coverage)} of the predictions`,
        ],
        ['compared with', `${BASIS[basis]} (${counted(profile.counts.rows, 'training row')})`],
        ['counted by', `${counted(sources.length, 'object')} of windows`],
        ['computed', `${computedAt.slice(0, 16).replace('T', ' ')} UTC`],
      ],
    ),
  ];
}
