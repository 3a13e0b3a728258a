import type { Signature } from '../../../lib/contract/signature.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import { float32Text, PROBABILITY_MAX_BYTES, writeBytes, writeProbability } from './byte-writer.ts';

const CLOSE = 0x7d;

/**
 * Writes `"prediction":{…` without its closing brace: the label or value, in a classification with probabilities
 * the confidence (the published label's probability), and in a full record all probabilities by class.
 */
export class AnswerEncoder {
  /** The bytes that an answer takes at most. */
  readonly maxBytes: number;

  private readonly output: ModelOutput;
  private readonly probabilities: Float32Array | undefined;
  private readonly classes: number;
  private readonly full: boolean;
  /** Of each class, or of the value alone: up to where its first number starts. */
  private readonly starts: readonly Buffer[];
  /** Of each class: up to where its probability starts. */
  private readonly keys: readonly Buffer[];

  constructor(signature: Signature, output: ModelOutput, rowCount: number, full: boolean) {
    const { classes, predictionKey } = signature;
    const start = `"prediction":{${JSON.stringify(predictionKey)}:`;
    this.output = output;
    this.probabilities = output.task === 'classification' ? output.probabilities : undefined;
    this.classes = this.probabilities ? this.probabilities.length / rowCount : 0;
    this.full = full && this.probabilities !== undefined;
    const confidence = this.probabilities ? ',"confidence":' : '';
    this.starts =
      output.task === 'regression'
        ? [Buffer.from(start)]
        : classes.map((label) => Buffer.from(`${start}${JSON.stringify(label)}${confidence}`));
    this.keys = classes.map((label, i) =>
      Buffer.from(`${i === 0 ? ',"probabilities":{' : ','}${JSON.stringify(String(label))}:`),
    );
    this.maxBytes =
      longest(this.starts) + PROBABILITY_MAX_BYTES + 1 + (this.full ? this.probabilityBytes() : 0);
  }

  /** Writes the answer of a row and gives the position after it. */
  write(row: number, target: Buffer, position: number): number {
    const { output, probabilities } = this;
    if (output.task === 'regression') {
      const at = writeBytes(target, position, this.starts[0]!);
      return at + target.write(float32Text(output.values[row]!), at, 'latin1');
    }
    const label = output.labels[row]!;
    let at = writeBytes(target, position, this.starts[label]!);
    if (!probabilities) return at;
    const first = row * this.classes;
    at = writeProbability(target, at, probabilities[first + label]!);
    return this.full ? this.writeAll(probabilities, first, target, at) : at;
  }

  private writeAll(probabilities: Float32Array, first: number, target: Buffer, position: number): number {
    let at = position;
    for (let i = 0; i < this.classes; i++) {
      at = writeBytes(target, at, this.keys[i]!);
      at = writeProbability(target, at, probabilities[first + i]!);
    }
    target[at] = CLOSE;
    return at + 1;
  }

  private probabilityBytes(): number {
    return this.keys.reduce((sum, key) => sum + key.length + PROBABILITY_MAX_BYTES, 0);
  }
}

function longest(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((length, piece) => Math.max(length, piece.length), 0);
}
