/** Keys that no one asked for but producers send, remembered so that they are skipped as fast as the others. */
const MAX_LEARNED_KEYS = 64;

/** Bytes of `"name":` that are compared as whole words, and the most that is worth remembering of a stranger. */
const SHORTEST = 4;
const LONGEST_LEARNED = 256;

/** What the value of a key is for. */
export const KIND = { skip: 0, number: 1, category: 2, features: 3 } as const;

export interface KeyUse {
  /** One of KIND. */
  readonly kind: number;
  /** The feature's column, or −1. */
  readonly column: number;
  /** The place among the carried keys, or −1. */
  readonly carried: number;
}

const SKIP: KeyUse = { kind: KIND.skip, column: -1, carried: -1 };

/**
 * The keys of one object of the record, as the bytes `"name":` that stand for them, with what their values are
 * for. Producers send the same keys in the same order over and over, so the table remembers which key followed
 * which and compares that one first, four bytes at a time.
 */
export class KeyTable {
  readonly kind: number[] = [];
  readonly column: number[] = [];
  readonly carried: number[] = [];
  /** Bytes of `"name":`. */
  readonly length: number[] = [];
  /** The record that had the key last, to find repeated keys. */
  readonly seenBy: number[] = [];
  /** next[k + 1] is the key that came after key k last time; next[0] came first. −1: none yet. */
  readonly next: number[] = [-1];

  /** The most bytes that `matches` reads from a position on. */
  readonly longest: number;

  private readonly known: number;
  private readonly byText = new Map<string, number>();
  private words = new Int32Array(64);
  private readonly wordsFrom: number[] = [0];

  /** @param uses by name, in the order that is expected first */
  constructor(uses: ReadonlyMap<string, KeyUse>) {
    for (const [name, use] of uses) this.add(Buffer.from(`${JSON.stringify(name)}:`).toString('latin1'), use);
    this.known = uses.size;
    this.longest = this.length.reduce((longest, length) => Math.max(longest, length), LONGEST_LEARNED);
  }

  /** Forgets the learned keys when there is no room for more, so that odd producers cannot slow others down. */
  startBatch(): void {
    this.seenBy.fill(-1);
    if (this.kind.length < this.known + MAX_LEARNED_KEYS) return;
    for (const [text, key] of this.byText) if (key >= this.known) this.byText.delete(text);
    for (const column of [this.kind, this.column, this.carried, this.length, this.seenBy]) {
      column.length = this.known;
    }
    this.wordsFrom.length = this.known + 1;
    this.next.length = this.known + 1;
    this.next.fill(-1);
  }

  /** Whether the bytes at `position` are those of `key`. */
  matches(view: DataView, position: number, key: number): boolean {
    const from = this.wordsFrom[key]!;
    const last = this.wordsFrom[key + 1]! - 1;
    const words = this.words;
    let at = position;
    for (let word = from; word < last; word++, at += 4) {
      if (view.getInt32(at, true) !== words[word]) return false;
    }
    return view.getInt32(position + this.length[key]! - 4, true) === words[last];
  }

  /**
   * The key whose bytes stand at `position`, learned if it is new, or −1 for what only JSON.parse should judge:
   * no key, an escape, a byte outside printable ASCII, whitespace before the colon.
   */
  find(bytes: Buffer, position: number): number {
    const end = endOfKey(bytes, position);
    if (end < 0) return this.findUnusual(bytes, position);
    const text = bytes.toString('latin1', position, end);
    const key = this.byText.get(text);
    if (key !== undefined) return key;
    if (this.kind.length >= this.known + MAX_LEARNED_KEYS) return -1;
    if (text.length < SHORTEST || text.length > LONGEST_LEARNED) return -1;
    return this.add(text, SKIP);
  }

  /** A known key beyond printable ASCII, by trying them all; from then on it is expected here. */
  private findUnusual(bytes: Buffer, position: number): number {
    for (const [text, key] of this.byText) {
      if (bytes[position + 1] !== text.charCodeAt(1)) continue;
      if (bytes.toString('latin1', position, position + text.length) === text) return key;
    }
    return -1;
  }

  /** @param text the bytes of `"name":`, each as one character */
  private add(text: string, use: KeyUse): number {
    const key = this.kind.length;
    this.byText.set(text, key);
    this.kind.push(use.kind);
    this.column.push(use.column);
    this.carried.push(use.carried);
    this.length.push(text.length);
    this.seenBy.push(-1);
    this.next.push(-1);
    this.addWords(Buffer.from(text, 'latin1'));
    return key;
  }

  /** The text as little-endian words, the last of which overlaps the one before so that none is partial. */
  private addWords(text: Buffer): void {
    let at = this.wordsFrom.at(-1)!;
    const count = Math.ceil(text.length / 4);
    if (at + count > this.words.length) {
      const grown = new Int32Array(2 * (at + count));
      grown.set(this.words);
      this.words = grown;
    }
    for (let i = 0; i < count - 1; i++) this.words[at++] = text.readInt32LE(4 * i);
    this.words[at++] = text.readInt32LE(text.length - 4);
    this.wordsFrom.push(at);
  }
}

/** The position after `"name":`, or −1 when it is not plain. */
function endOfKey(bytes: Uint8Array, position: number): number {
  if (bytes[position] !== 0x22) return -1;
  let at = position + 1;
  for (;;) {
    const byte = bytes[at]!;
    if (byte === 0x22) return bytes[at + 1] === 0x3a ? at + 2 : -1;
    if (byte < 0x20 || byte >= 0x7f || byte === 0x5c) return -1;
    at++;
  }
}
