import { type Random, seededRandom } from '../random.ts';
import { WINE } from './wine.ts';

/**
 * A stand-in for the white-wine data where that can neither be read nor downloaded: as many rows, the same
 * columns and class counts, values in plausible ranges, and a signal that a model can learn in alcohol, volatile
 * acidity and sulphates. Nothing else is true of it: metrics on it say that the machinery works, not how well
 * wine can be judged.
 */
export const SYNTHETIC_SOURCE = 'synthetic wine (made up; same shape as the white-wine data)';

/** The generator's seed is part of the data set: its digest follows from it. */
const SEED = 4;

/** How a column is drawn: around a mean that moves with the quality, within limits, to so many decimals. */
interface Column {
  readonly name: (typeof WINE.columns)[number];
  /** Means for the qualities 3 to 9. */
  readonly means: readonly number[];
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
  readonly decimals: number;
}

const flat = (mean: number): number[] => new Array<number>(WINE.classCounts.length).fill(mean);

const ALCOHOL: Column = {
  name: 'alcohol',
  means: [9.7, 9.8, 9.9, 10.6, 11.5, 12.0, 12.5],
  deviation: 0.8,
  low: 8,
  high: 14.2,
  decimals: 1,
};

/** Every column but quality and density, in the order they are drawn. */
const COLUMNS: readonly Column[] = [
  ALCOHOL,
  { name: 'fixed acidity', means: flat(6.85), deviation: 0.84, low: 3.8, high: 14.2, decimals: 1 },
  {
    name: 'volatile acidity',
    means: [0.43, 0.4, 0.33, 0.27, 0.24, 0.22, 0.2],
    deviation: 0.07,
    low: 0.08,
    high: 1.1,
    decimals: 2,
  },
  { name: 'citric acid', means: flat(0.33), deviation: 0.12, low: 0, high: 1.66, decimals: 2 },
  { name: 'residual sugar', means: flat(6.4), deviation: 4.8, low: 0.6, high: 65.8, decimals: 1 },
  { name: 'chlorides', means: flat(0.046), deviation: 0.02, low: 0.009, high: 0.346, decimals: 3 },
  { name: 'free sulfur dioxide', means: flat(35), deviation: 17, low: 2, high: 289, decimals: 0 },
  { name: 'total sulfur dioxide', means: flat(138), deviation: 42, low: 9, high: 440, decimals: 0 },
  { name: 'pH', means: flat(3.19), deviation: 0.15, low: 2.72, high: 3.82, decimals: 2 },
  {
    name: 'sulphates',
    means: [0.38, 0.41, 0.45, 0.5, 0.53, 0.55, 0.57],
    deviation: 0.09,
    low: 0.22,
    high: 1.08,
    decimals: 2,
  },
];

/** The data set as the bytes of a CSV file in the archive's form; the same on every machine. */
export function syntheticWineCsv(): Uint8Array {
  const random = seededRandom(SEED);
  const qualities = random.shuffle(
    WINE.classCounts.flatMap((count, index) => new Array(count).fill(index + 3)),
  );
  const header = WINE.columns.map((name) => `"${name}"`).join(';');
  const lines = qualities.map((quality: number) => wineLine(quality, random));
  return new TextEncoder().encode(`${[header, ...lines].join('\n')}\n`);
}

function wineLine(quality: number, random: Random): string {
  const wine = new Map<string, string>([['quality', String(quality)]]);
  for (const column of COLUMNS) wine.set(column.name, draw(column, quality, random).toFixed(column.decimals));
  // Sugar makes wine denser, alcohol lighter: density follows from them, as it does in the true data.
  const density =
    1.0025 + 0.0004 * Number(wine.get('residual sugar')) - 0.00105 * Number(wine.get('alcohol'));
  wine.set('density', (density + 0.0006 * normal(random)).toFixed(5));
  return WINE.columns.map((name) => wine.get(name)).join(';');
}

function draw(column: Column, quality: number, random: Random): number {
  const value = column.means[quality - 3]! + column.deviation * normal(random);
  return Math.min(Math.max(value, column.low), column.high);
}

/**
 * Nearly standard normal: twelve uniforms less six (Irwin–Hall). Additions of dyadic fractions are exact, where
 * the logarithm and cosine of Box–Muller may differ between machines.
 */
function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.uniform();
  return sum;
}
