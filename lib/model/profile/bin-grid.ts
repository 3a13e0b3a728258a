/** Cells for each edge: so many that most numbers fall in a cell without one. */
const CELLS_PER_EDGE = 16;

/** Up to so many edges of a cell are looked at one after the other, which a processor foresees better than halving. */
const FEW = 8;

/**
 * Finds the bin of a number: a grid of equal cells over the edges says between which edges to look. For edges that
 * lie evenly that is mostly none, for edges crowded in a corner no more than a binary search.
 *
 * Which cell a number falls in never falls as the number grows, roundings included, so an edge of a lower cell is
 * below the number and an edge of a higher cell above it: only edges of its own cell are compared.
 */
export class BinGrid {
  /** Ascending, then infinity: every search ends there. */
  private readonly edges: Float64Array;
  /** firstEdge[c]: edges in cells below c; one more than there are cells. */
  private readonly firstEdge: Uint8Array;
  private readonly low: number;
  private readonly cellsPerUnit: number;
  private readonly lastCell: number;

  /** @param edges ascending, at most 255 */
  constructor(edges: readonly number[]) {
    const low = edges[0] ?? 0;
    const width = (edges.at(-1) ?? 0) - low;
    const wanted = CELLS_PER_EDGE * edges.length;
    const cells = width > 0 && Number.isFinite(wanted / width) ? wanted : 1;
    this.edges = Float64Array.of(...edges, Number.POSITIVE_INFINITY);
    this.low = low;
    this.cellsPerUnit = cells === 1 ? 0 : cells / width;
    this.lastCell = cells - 1;
    this.firstEdge = new Uint8Array(cells + 1);
    for (const edge of edges) this.firstEdge[this.cellOf(edge) + 1]!++;
    for (let cell = 0; cell < cells; cell++) this.firstEdge[cell + 1]! += this.firstEdge[cell]!;
  }

  /** The number of edges below the value: with edges as upper bounds, its bin. The value is not NaN. */
  binOf(value: number): number {
    const { edges, firstEdge } = this;
    const cell = this.cellOf(value);
    let bin = firstEdge[cell]!;
    const to = firstEdge[cell + 1]!;
    if (to - bin > FEW) return this.halve(value, bin, to);
    while (edges[bin]! < value) bin++;
    return bin;
  }

  private halve(value: number, first: number, end: number): number {
    const { edges } = this;
    let from = first;
    let to = end;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (edges[middle]! < value) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** By comparisons, which infinities pass as well. */
  private cellOf(value: number): number {
    const at = (value - this.low) * this.cellsPerUnit;
    if (at < this.lastCell) return at > 0 ? at | 0 : 0;
    return this.lastCell;
  }
}
