import type { GateCheck, Verdict } from '../../lib/contract/verdict.ts';
import { type Html, html } from '../../lib/report/html.ts';
import { shownName } from '../../lib/report/names.ts';
import { counted } from '../../lib/report/numbers.ts';
import { dataTable } from '../../lib/report/table.ts';
import { leftOut, listed, seen, shortened } from '../../lib/report/words.ts';
import { differencePicture, latencyPicture, mcnemarPicture } from './gate-pictures.ts';
import type { TrainingReport } from './report-input.ts';

/** Checks that are shown; the gate has fewer of its own. */
const MOST_CHECKS = 40;

/** Every check with its reason, and the comparison with the champion in pictures. */
export function gateSection({ verdict }: TrainingReport): Html[] {
  if (verdict === null) return [seen('No gate was asked about this model.')];
  const checks = verdict.checks.slice(0, MOST_CHECKS);
  return [
    seen(summaryOf(verdict), leftOut(verdict.checks.length, checks.length, 'checks', 'the first')),
    dataTable(
      ['check', 'outcome', 'reason'],
      checks.map(({ check, outcome, reason }) => [
        shownName(check),
        html`<span class="${TONES[outcome]}">${outcome}</span>`,
        shortened(reason),
      ]),
    ),
    ...differencePicture(verdict),
    ...mcnemarPicture(verdict),
    ...latencyPicture(verdict),
  ];
}

const TONES = { passed: 'passed', failed: 'failed', reported: 'aside', skipped: 'aside' } as const;

function summaryOf({ checks, mode, champion }: Verdict): string {
  const named = (outcome: GateCheck['outcome']): string[] =>
    checks.filter((each) => each.outcome === outcome).map(({ check }) => shownName(check));
  const [failed, skipped] = [named('failed'), named('skipped')];
  const asked =
    mode === 'better' ? 'be significantly better than the champion' : 'be no worse than the champion';
  const had =
    champion === null ? 'There was no champion to hold it against' : `The candidate had to ${asked}`;
  const first = `${had}: ${counted(named('passed').length, 'check')} passed, ${failed.length} failed`;
  const names = failed.length === 0 ? '' : ` (${listed(failed)})`;
  const rest = skipped.length === 0 ? '' : ` ${listed(skipped)} could not be asked.`;
  return `${first}${names}.${rest}`;
}
