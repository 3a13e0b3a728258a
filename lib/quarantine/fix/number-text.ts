/**
 * Sign, digits with a point among them, exponent. No two parts can take the same digits: a text of a million of them
 * that is no number in the end is looked at once, not once for each way to part it.
 */
const DECIMAL = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * A number that stands in a string, as JSON writes it and with all of its digits, or undefined when it is none.
 * Space around it, a plus, leading zeros and a bare point are forgiven; "0x10", "1,5" and "8.8 %" are no numbers.
 */
export function numberText(text: string): string | undefined {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent] = match;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const minus = sign === '-' ? '-' : '';
  const point = fraction === '' ? '' : `.${fraction}`;
  return `${minus}${digits}${point}${exponent === undefined ? '' : `e${exponent}`}`;
}
