import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MinHeap } from '../../../../lambdas/inference/respond/min-heap.ts';

describe('a heap', () => {
  it('gives its numbers from the lowest up, however they came and went', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(), { nil: undefined, freq: 3 })), (steps) => {
        const heap = new MinHeap();
        const sorted: number[] = [];
        for (const item of steps) {
          if (item !== undefined) {
            heap.add(item);
            sorted.push(item);
            sorted.sort((a, b) => a - b);
          } else if (sorted.length > 0) {
            expect(heap.take()).toBe(sorted.shift());
          }
          expect(heap.lowest).toBe(sorted[0] ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });
});
