import { UserError } from '../contract/errors.ts';

/** What a number of a prop may be. */
export interface WholeRange {
  readonly from: number;
  readonly to: number;
  /** With its article where it needs one: "MB of memory". */
  readonly of: string;
}

/**
 * A whole number within its range, both ends included.
 * @param prop the name of the prop, as the person who set it knows it
 * @throws UserError that says what came and what is allowed
 */
export function wholeNumber(prop: string, value: number, range: WholeRange): number {
  if (Number.isInteger(value) && value >= range.from && value <= range.to) return value;
  const [from, to] = [range.from, range.to].map((bound) => bound.toLocaleString('en'));
  throw new UserError(`${prop} is ${value}; expected a whole number of ${range.of} from ${from} to ${to}`);
}

/**
 * A text that fits a pattern.
 * @param allowed completes "expected …"
 * @throws UserError that says what came and what is allowed
 */
export function matchingText(prop: string, value: string, pattern: RegExp, allowed: string): string {
  if (pattern.test(value)) return value;
  throw new UserError(`${prop} is ${JSON.stringify(value)}; expected ${allowed}`);
}
