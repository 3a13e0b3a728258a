/**
 * The members of a JSON object as places in its text, so that one can be changed and every other byte stays: a
 * number of 20 digits, a key that comes twice, the producer's spaces. The text must be JSON.
 */
export interface JsonObject {
  readonly text: string;
  /** Of the brace that opens it, and of the one that closes it. */
  readonly from: number;
  readonly end: number;
  /** In the order of the text; a key may come twice, and then the last one counts. */
  readonly members: readonly JsonMember[];
}

export interface JsonMember {
  readonly key: string;
  /** Of the key's opening quote, and after its closing one. */
  readonly keyFrom: number;
  readonly keyTo: number;
  /** Of the value, without the whitespace around it. */
  readonly valueFrom: number;
  readonly valueTo: number;
}

/** @param from where the object's brace is */
export function readObject(text: string, from: number): JsonObject {
  const members: JsonMember[] = [];
  let at = afterSpace(text, from + 1);
  while (text[at] === '"') {
    const keyTo = endOfString(text, at);
    const valueFrom = afterSpace(text, afterSpace(text, keyTo) + 1);
    const valueTo = endOfValue(text, valueFrom);
    members.push({ key: JSON.parse(text.slice(at, keyTo)), keyFrom: at, keyTo, valueFrom, valueTo });
    const next = afterSpace(text, valueTo);
    at = text[next] === ',' ? afterSpace(text, next + 1) : next;
  }
  return { text, from, end: at, members };
}

/** The member that counts under a key. */
export function memberOf(object: JsonObject, key: string): JsonMember | undefined {
  return object.members.findLast((member) => member.key === key);
}

/** The text of a member's value. */
export function textOf({ text }: JsonObject, member: JsonMember): string {
  return text.slice(member.valueFrom, member.valueTo);
}

/** The text with another value of the member. */
export function withValue({ text }: JsonObject, member: JsonMember, value: string): string {
  return text.slice(0, member.valueFrom) + value + text.slice(member.valueTo);
}

/** The text with another key of the member. */
export function withKey({ text }: JsonObject, member: JsonMember, key: string): string {
  return text.slice(0, member.keyFrom) + JSON.stringify(key) + text.slice(member.keyTo);
}

/** The text with one member more, at the object's end. */
export function withMember({ text, from, members }: JsonObject, key: string, value: string): string {
  const at = members.at(-1)?.valueTo ?? from + 1;
  const comma = members.length === 0 ? '' : ',';
  return `${text.slice(0, at)}${comma}${JSON.stringify(key)}:${value}${text.slice(at)}`;
}

/** The text without any member under the key. */
export function withoutKey({ text, members }: JsonObject, key: string): string {
  const lastKept = members.findLastIndex((member) => member.key !== key);
  const pieces: string[] = [];
  let from = 0;
  members.forEach((member, i) => {
    if (member.key !== key) return;
    // One that another follows goes with the comma after it, the others with the comma before them.
    const isFollowed = i < lastKept;
    pieces.push(text.slice(from, isFollowed || i === 0 ? member.keyFrom : members[i - 1]!.valueTo));
    from = isFollowed ? members[i + 1]!.keyFrom : member.valueTo;
  });
  return pieces.join('') + text.slice(from);
}

/** The position after the string that starts (with its quote) at `start`. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const character = text[i]!;
    if (character === '"') i = endOfString(text, i) - 1;
    else if (character === '{' || character === '[') depth++;
    else if (depth === 0 && (character === ',' || character === '}' || isSpace(text, i))) return i;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return text.length;
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text, at)) at++;
  return at;
}

function isSpace(text: string, at: number): boolean {
  const character = text[at];
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
