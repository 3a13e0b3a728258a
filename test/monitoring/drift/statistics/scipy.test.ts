import { describe, expect, test } from 'vitest';
import { benjaminiHochberg } from '../../../../monitoring/drift/statistics/benjamini-hochberg.ts';
import { chiSquare } from '../../../../monitoring/drift/statistics/chi-square.ts';
import { upperGamma } from '../../../../monitoring/drift/statistics/incomplete-gamma.ts';
import { jensenShannonDistance } from '../../../../monitoring/drift/statistics/jensen-shannon.ts';
import { kolmogorovTail } from '../../../../monitoring/drift/statistics/kolmogorov-distribution.ts';
import { kolmogorovSmirnov } from '../../../../monitoring/drift/statistics/kolmogorov-smirnov.ts';
import { mannWhitney } from '../../../../monitoring/drift/statistics/mann-whitney.ts';
import { populationStability } from '../../../../monitoring/drift/statistics/population-stability.ts';
import { wasserstein } from '../../../../monitoring/drift/statistics/wasserstein.ts';
import { binRows, quantileEdges } from './binning.ts';
import { rowSamples } from './fixtures/samples.ts';
import scipy from './fixtures/scipy.json' with { type: 'json' };

/** fixtures/scipy.json is made by fixtures/check.ts --write. */

function expectClose(value: number, expected: number, relative = 1e-10): void {
  expect(Math.abs(value - expected), `${value}, expected ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-300,
  );
}

test('the tail of the gamma distribution is what SciPy gives, down to 1e-306', () => {
  for (const [a, x, tail] of scipy.functions.upperGamma) expectClose(upperGamma(a!, x!), tail!, 1e-9);
});

test("Kolmogorov's distribution is what SciPy gives, on both sides of where the series change", () => {
  for (const [x, tail] of scipy.functions.kolmogorovTail) expectClose(kolmogorovTail(x!), tail!);
});

test('p-values adjusted by Benjamini and Hochberg are what SciPy gives', () => {
  for (const [pValues, adjusted] of scipy.functions.benjaminiHochberg) {
    for (const [index, value] of benjaminiHochberg(pValues!).entries()) expectClose(value, adjusted![index]!);
  }
});

describe.each(scipy.counts)('counts $a and $b', ({ a, b, ...expected }) => {
  test('give the statistics and p-values that SciPy gives', () => {
    const chi = chiSquare(a, b);
    expectClose(chi.statistic + 1, expected.chiSquare[0]! + 1);
    expect(chi.degrees).toBe(expected.chiSquare[1]);
    expectClose(chi.pValue, expected.chiSquare[2]!, 1e-9);
    const ks = kolmogorovSmirnov(a, b);
    expectClose(ks.statistic + 1, expected.kolmogorovSmirnov[0]! + 1);
    expectClose(ks.pValue, expected.kolmogorovSmirnov[1]!, 1e-9);
    expectClose(mannWhitney(a, b).pValue, expected.mannWhitneyP, 1e-9);
    expectClose(jensenShannonDistance(a, b) + 1, expected.jensenShannon + 1);
    expectClose(populationStability(a, b) + 1, expected.populationStability + 1);
  });
});

/** What the docs of the statistics promise of 100 bins of equal share. */
const KS_ERROR = 0.01;
const WASSERSTEIN_ERROR = 0.01;

describe.each(rowSamples())('rows of: $name', ({ name, a, b }) => {
  const expected = scipy.rows.find((each) => each.name === name)!;
  const edges = quantileEdges(a);
  const [reference, current] = [binRows(edges, a), binRows(edges, b)];

  test('have the Wasserstein distance of SciPy within a hundredth of a standard deviation', () => {
    const error = Math.abs(wasserstein(edges, reference, current) - expected.wasserstein);
    expect(error / expected.deviation).toBeLessThanOrEqual(WASSERSTEIN_ERROR);
  });

  test("have SciPy's Kolmogorov–Smirnov statistic less the rows that one bin can hide", () => {
    const { statistic } = kolmogorovSmirnov(reference.bins, current.bins);
    const [exact] = expected.kolmogorovSmirnov;
    expect(statistic).toBeLessThanOrEqual(exact! + 1e-12);
    expect(exact! - statistic).toBeLessThanOrEqual(KS_ERROR);
  });
});
