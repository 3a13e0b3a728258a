const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface Line {
  /** Counted from 1. */
  readonly line: number;
  /** The bytes as they are in the file, without the line's end. */
  readonly data: Buffer;
}

/** Cuts bytes into lines and touches none of them: a line need not be text. Lines without content are left out. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let line = 0;
  let pending: Buffer[] = [];
  for await (const chunk of chunks) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
      pending.push(rest.subarray(0, end));
      line++;
      const data = joined(pending);
      if (data.length > 0) yield { line, data };
      pending = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) pending.push(Buffer.from(rest));
  }
  const data = joined(pending);
  if (data.length > 0) yield { line: line + 1, data };
}

function joined(parts: readonly Buffer[]): Buffer {
  const data = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  return data.at(-1) === CARRIAGE_RETURN ? data.subarray(0, -1) : data;
}
