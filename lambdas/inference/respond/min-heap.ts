/** A binary heap of numbers. */
export class MinHeap {
  private readonly items: number[] = [];

  /** The lowest number, or infinity when there is none. */
  get lowest(): number {
    return this.items[0] ?? Number.POSITIVE_INFINITY;
  }

  add(item: number): void {
    const { items } = this;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (items[parent]! <= item) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  /** Removes the lowest number, which must exist. */
  take(): number {
    const { items } = this;
    const lowest = items[0]!;
    const moved = items.pop()!;
    if (items.length > 0) this.sink(moved);
    return lowest;
  }

  private sink(item: number): void {
    const { items } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1]! < items[child]!) child++;
      if (items[child]! >= item) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = item;
  }
}
