import { inflateRawSync } from 'node:zlib';

/** The end-of-central-directory record, and an entry of that directory: APPNOTE.TXT 4.3.16 and 4.3.12. */
const END = 0x06054b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const DEFLATED = 8;

/** The files of a zip without comment and without 64-bit sizes, unpacked. */
export function* zipFiles(zip: Buffer): Generator<{ readonly path: string; readonly bytes: Buffer }> {
  const end = zip.length - END_BYTES;
  if (zip.readUInt32LE(end) !== END) throw new Error('no zip, or one with a comment');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const method = zip.readUInt16LE(at + 10);
    const packed = zip.readUInt32LE(at + 20);
    const nameBytes = zip.readUInt16LE(at + 28);
    const path = zip.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    const header = zip.readUInt32LE(at + 42);
    // The local header has lengths of its own for name and extra field.
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const data = zip.subarray(start, start + packed);
    if (!path.endsWith('/')) yield { path, bytes: method === DEFLATED ? inflateRawSync(data) : data };
    at += ENTRY_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}
