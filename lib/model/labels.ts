import type { ClassLabel } from '../contract/signature.ts';

/**
 * From what a graph calls a class to its position in the signature's classes.
 *
 * - int64 labels and integer classes: the label is the class itself
 * - int64 labels and string classes that are all integers ("3", "5"): the label is the class itself
 * - int64 labels and other string classes: the label is the position in `classes`
 * - string labels and string classes: the label is the class itself
 * - no labels: the position of the highest probability, of equal ones the first
 *
 * A label that is no class has the position UNKNOWN_LABEL.
 */
export const UNKNOWN_LABEL = -1;

/** What a label tensor of a graph holds. */
export type LabelData = BigInt64Array | readonly string[];

/** Writes the position of each label to `positions`, from `offset` on. */
export type LabelReader = (labels: LabelData, positions: Int32Array, offset: number) => void;

/** As a safe integer is written. */
const INTEGER = /^(0|-?[1-9]\d{0,14})$/;

/** A dense table is worth its memory up to so many values between the smallest and the largest class. */
const DENSE_RANGE_MAX = 65_536;

export function labelReader(classes: readonly ClassLabel[]): LabelReader {
  const byString = new Map(classes.map((label, position) => [String(label), position]));
  const byValue = areIntegers(classes);
  const codes = classes.map((label, position) => (byValue ? Number(label) : position));
  const readIntegers = integerReader(codes);
  return (labels, positions, offset) => {
    if (labels instanceof BigInt64Array) readIntegers(labels, positions, offset);
    else {
      for (let i = 0; i < labels.length; i++) {
        positions[offset + i] = byString.get(labels[i]!) ?? UNKNOWN_LABEL;
      }
    }
  };
}

/** Whether an integer label is the class itself, and not its position: classes are integers, also as text. */
export function areIntegers(classes: readonly ClassLabel[]): boolean {
  return classes.every((label) => typeof label === 'number' || INTEGER.test(label));
}

type IntegerReader = (labels: BigInt64Array, positions: Int32Array, offset: number) => void;

function integerReader(codes: readonly number[]): IntegerReader {
  const lowest = Math.min(...codes);
  const range = Math.max(...codes) - lowest + 1;
  if (range > DENSE_RANGE_MAX) return sparseReader(codes);
  const positionOf = new Int32Array(range).fill(UNKNOWN_LABEL);
  codes.forEach((code, position) => {
    positionOf[code - lowest] = position;
  });
  return (labels, positions, offset) => {
    eachInteger(labels, (value, i) => {
      positions[offset + i] = positionOf[value - lowest] ?? UNKNOWN_LABEL;
    });
  };
}

function sparseReader(codes: readonly number[]): IntegerReader {
  const positionOf = new Map(codes.map((code, position) => [code, position]));
  return (labels, positions, offset) => {
    eachInteger(labels, (value, i) => {
      positions[offset + i] = positionOf.get(value) ?? UNKNOWN_LABEL;
    });
  };
}

/**
 * Reads 64-bit integers as numbers through their two halves: a BigInt per row would cost more than the model.
 * Beyond 2^53 the number is not exact, but then it is above every class too (they are safe integers).
 */
function eachInteger(labels: BigInt64Array, visit: (value: number, index: number) => void): void {
  const halves = new Int32Array(labels.buffer, labels.byteOffset, labels.length * 2);
  for (let i = 0; i < labels.length; i++) {
    visit(halves[2 * i + 1]! * 2 ** 32 + (halves[2 * i]! >>> 0), i);
  }
}

/** Writes the position of the highest of each row's `width` probabilities; NaN is never the highest. */
export function argmaxRows(probabilities: Float32Array, width: number, positions: Int32Array): void {
  for (let row = 0; row < positions.length; row++) {
    let best = UNKNOWN_LABEL;
    let highest = Number.NEGATIVE_INFINITY;
    for (let column = 0; column < width; column++) {
      const value = probabilities[row * width + column]!;
      if (value > highest) {
        highest = value;
        best = column;
      }
    }
    positions[row] = best;
  }
}
