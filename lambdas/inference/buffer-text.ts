/**
 * Buffer's writers of one encoding. Node has them since its first versions and does not document them; its `write`
 * calls them after finding out which, and for strings of 60 characters that takes half of the time. Where they
 * should be gone one day, `write` does.
 */
interface EncodingWriters {
  readonly latin1Write?: EncodingWriter;
  readonly base64Write?: EncodingWriter;
}

type EncodingWriter = (this: Buffer, text: string, offset: number, length: number) => number;

const { latin1Write, base64Write } = Buffer.prototype as Buffer & EncodingWriters;

/** Writes a string of characters up to U+00FF, one byte each, and gives their number. */
export const writeLatin1: (target: Buffer, text: string, offset: number) => number =
  latin1Write === undefined
    ? (target, text, offset) => target.write(text, offset, 'latin1')
    : (target, text, offset) => latin1Write.call(target, text, offset, text.length);

/** Writes the bytes that a base64 text stands for from the start of `target`, and gives their number. */
export const writeBase64: (target: Buffer, text: string) => number =
  base64Write === undefined
    ? (target, text) => target.write(text, 0, 'base64')
    : (target, text) => base64Write.call(target, text, 0, target.length);
