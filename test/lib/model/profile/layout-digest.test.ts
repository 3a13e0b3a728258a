import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../../lib/contract/profile.ts';
import { layoutDigest } from '../../../../lib/model/profile/layout-digest.ts';
import { layouts } from './arbitraries.ts';

const layout: Layout = {
  features: [{ type: 'number', name: 'a', edges: [1, 2], range: [0, 3], unit: 0.5 }],
  prediction: { task: 'classification', classes: 2, hasConfidence: true },
};

describe('the digest of a layout', () => {
  it('is that of the layout as it is read back', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        expect(layoutDigest(JSON.parse(JSON.stringify(layout)))).toBe(layoutDigest(layout));
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of keys', () => {
    const [feature] = layout.features;
    const reversed = Object.fromEntries(Object.entries(feature!).reverse()) as typeof feature;
    expect(layoutDigest({ prediction: layout.prediction, features: [reversed!] })).toBe(layoutDigest(layout));
  });

  it('differs with an edge, a range, a unit, a name and the classes', () => {
    const feature = layout.features[0]!;
    const others: Layout[] = [
      { ...layout, features: [{ ...feature, edges: [1, 2.5] } as typeof feature] },
      { ...layout, features: [{ ...feature, range: [0, 4] } as typeof feature] },
      { ...layout, features: [{ ...feature, unit: 0.25 } as typeof feature] },
      { ...layout, features: [{ ...feature, name: 'b' }] },
      { ...layout, prediction: { task: 'classification', classes: 3, hasConfidence: true } },
    ];
    expect(new Set([layout, ...others].map(layoutDigest)).size).toBe(6);
  });
});
