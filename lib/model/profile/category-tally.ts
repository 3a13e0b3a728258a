import type { CategoryBins, FeatureCounts } from '../../contract/profile.ts';
import type { Values } from './values.ts';

/** The bin of each code; codes beyond its end are other ones. */
export function binsByCode({ codes }: CategoryBins): Uint8Array {
  const bins = new Uint8Array(codes.reduce((most, code) => Math.max(most, code), -1) + 1).fill(codes.length);
  for (const [bin, code] of codes.entries()) bins[code] = bin;
  return bins;
}

/** The counts of one category. */
export class CategoryTally {
  readonly #byCode: Uint8Array;
  readonly #bins: Uint32Array;
  #missing = 0;

  constructor({ codes }: CategoryBins, byCode: Uint8Array) {
    this.#byCode = byCode;
    this.#bins = new Uint32Array(codes.length + 1);
  }

  get bytes(): number {
    return this.#bins.byteLength;
  }

  count({ rows, width, column, from, to }: Values): void {
    const other = this.#bins.length - 1;
    for (let row = from; row < to; row++) {
      const code = rows[row * width + column]!;
      if (Number.isNaN(code)) this.#missing++;
      else this.#bins[this.#byCode[code] ?? other]!++;
    }
  }

  counts(): FeatureCounts {
    return { bins: Array.from(this.#bins), missing: this.#missing, below: 0, above: 0 };
  }
}
