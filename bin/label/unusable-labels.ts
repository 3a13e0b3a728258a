import type { Signature } from '../../lib/contract/signature.ts';
import { isSame } from '../../monitoring/labels/tally.ts';
import { labelsOnLines } from './label-warnings.ts';
import type { LabelFile } from './read-label-file.ts';

/** Lines whose label the model can never answer with: another class, or of a regression no number. */
export function unusableLines({ labels, lines }: LabelFile, { task, classes }: Signature): number[] {
  const known = new Map<string | number, boolean>();
  const canBe = (label: string | number): boolean =>
    task === 'regression' ? isNumber(label) : classes.some((each) => isSame(each, label));
  return lines.filter((_, index) => {
    const { label } = labels[index]!;
    if (!known.has(label)) known.set(label, canBe(label));
    return !known.get(label);
  });
}

function isNumber(label: string | number): boolean {
  return String(label).trim() !== '' && Number.isFinite(Number(label));
}

/** A warning that names lines, and no value of any. */
export function unusableWarning(lines: readonly number[], { task }: Signature, version: number): string {
  const what = task === 'regression' ? 'no numbers' : 'not among its classes, and count as wrong answers';
  return `warning: ${labelsOnLines(lines)} cannot be an answer of the champion, version ${version}: ${what}`;
}
