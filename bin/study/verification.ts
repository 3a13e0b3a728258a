import type { Discrepancy, StudyVerification } from '../../training/study/verify.ts';
import { PlainFault } from '../terminal/faults.ts';
import { plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';

/** A study that is not as its rules say. */
export class NotVerified extends PlainFault {
  override readonly name = 'NotVerified';

  constructor({ study, problems }: StudyVerification) {
    super(
      `study ${study} is not as its rules say: ${plural(problems.length, 'discrepancy', 'discrepancies')}`,
    );
  }
}

/** What was checked, and each thing that is wrong. */
export function verificationLines(verification: StudyVerification): string[] {
  const { study, trials, results, recomputed, attempts, takeOvers, problems } = verification;
  return [
    `${study}: ${plural(trials, 'trial')}, ${plural(results, 'result')}, ${plural(attempts, 'attempt')} (${plural(takeOvers, 'take-over')})`,
    `${recomputed} of ${plural(trials, 'suggestion')} came out the same when they were sampled again`,
    ...problems.map(problemLine),
    ...(problems.length === 0 ? ['Each trial that ended has one result, and everything fits.'] : []),
  ];
}

function problemLine({ trial, what }: Discrepancy): string {
  return printable(`${trial === null ? 'the study' : `trial ${trial}`}: ${what}`);
}
