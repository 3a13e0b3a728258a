import { type FeatureCounts, type NumberBins, SUM_LIMIT } from '../../contract/profile.ts';
import type { BinGrid } from './bin-grid.ts';
import { middleInUnits } from './bins.ts';
import type { Values } from './values.ts';

/**
 * A bin's count and its sum in one double, since writing two costs a fifth more: each row adds COUNTED and its units,
 * which of PACKED_ROWS rows come to less than half of COUNTED, and all of it to 2^52.
 */
const COUNTED = 2 ** 39;
const PACKED_ROWS = 2 ** 13;

/** Up to so many units from zero, what is added to the packed double is exact. */
const FAR_UNITS = 2 ** 51;

/** The counts of one number. */
export class NumberTally {
  readonly #grid: BinGrid;
  readonly #low: number;
  readonly #high: number;
  /** Numbers of the range count the fast way, unless it is so wide that sums are cut off within it, or far from zero. */
  readonly #fastFrom: number;
  readonly #perUnit: number;
  readonly #middle: number;
  readonly #packed: Float64Array;
  #packedRows = 0;
  readonly #bins: Uint32Array;
  /** In units from the middle of the range: exact as doubles up to COUNTER_MAX_ROWS. */
  readonly #sums: Float64Array;
  #missing = 0;
  #below = 0;
  #above = 0;

  /** @throws RangeError when the range is too far from zero for the unit */
  constructor({ name, edges, range, unit }: NumberBins, grid: BinGrid) {
    const [low, high] = range;
    this.#grid = grid;
    this.#low = low;
    this.#high = high;
    this.#perUnit = 1 / unit;
    this.#middle = middleInUnits({ range, unit });
    if (!Number.isFinite(this.#middle) || !Number.isFinite(this.#perUnit)) {
      throw new RangeError(`the unit ${unit} of ${name} is too small for its range`);
    }
    const isFast = (high - low) / unit < SUM_LIMIT && Math.abs(this.#middle) < FAR_UNITS;
    this.#fastFrom = isFast ? low : Number.POSITIVE_INFINITY;
    this.#packed = new Float64Array(edges.length + 1);
    this.#bins = new Uint32Array(edges.length + 1);
    this.#sums = new Float64Array(edges.length + 1);
  }

  get bytes(): number {
    return this.#packed.byteLength + this.#bins.byteLength + this.#sums.byteLength;
  }

  /** @param values at most PACKED_ROWS rows */
  count({ rows, width, column, from, to }: Values): void {
    if (this.#packedRows + to - from > PACKED_ROWS) this.#unpack();
    this.#packedRows += to - from;
    const { edges, firstEdge, low, cellsPerUnit } = this.#grid;
    const packed = this.#packed;
    const fastFrom = this.#fastFrom;
    const fastTo = this.#high;
    const perUnit = this.#perUnit;
    const counted = COUNTED - this.#middle;
    const end = to * width + column;
    for (let at = from * width + column; at < end; at += width) {
      const value = rows[at]!;
      if (value >= fastFrom && value <= fastTo) {
        let bin = firstEdge[((value - low) * cellsPerUnit) | 0]!;
        if (edges[bin]! < value && edges[++bin]! < value) bin = this.#grid.search(value, bin);
        // As Math.round, of a float32 times a power of two, and in half the time.
        packed[bin]! += Math.floor(value * perUnit + 0.5) + counted;
      } else {
        this.#countOther(value);
      }
    }
  }

  #countOther(value: number): void {
    if (Number.isNaN(value)) {
      this.#missing++;
      return;
    }
    if (value < this.#low) this.#below++;
    if (value > this.#high) this.#above++;
    const units = Math.round(value * this.#perUnit) - this.#middle;
    const cut = Math.min(SUM_LIMIT, Math.max(-SUM_LIMIT, units));
    this.#packed[this.#grid.search(value)]! += cut + COUNTED;
  }

  #unpack(): void {
    const packed = this.#packed;
    for (let bin = 0; bin < packed.length; bin++) {
      const count = Math.round(packed[bin]! / COUNTED);
      this.#bins[bin]! += count;
      this.#sums[bin]! += packed[bin]! - count * COUNTED;
    }
    packed.fill(0);
    this.#packedRows = 0;
  }

  counts(): FeatureCounts {
    this.#unpack();
    const bins = Array.from(this.#bins);
    return {
      bins,
      sums: bins.map((count, bin) => this.#sum(count, this.#sums[bin]!)),
      missing: this.#missing,
      below: this.#below,
      above: this.#above,
    };
  }

  /** The sum from zero on, of any size. */
  #sum(count: number, fromMiddle: number): string {
    const sum = count * this.#middle + fromMiddle;
    // + 0: no minus before a zero.
    if (Number.isSafeInteger(count * this.#middle) && Number.isSafeInteger(sum)) return String(sum + 0);
    return String(BigInt(count) * BigInt(this.#middle) + BigInt(fromMiddle));
  }
}
