import { type AttributeValue, floatTensor, int64Tensor, node } from '../../lib/model/onnx/build.ts';
import type { NodeProto, TensorProto } from '../../lib/model/onnx/messages.ts';

/** Collects the operators and constants of a graph, and names what nobody cares to name. */
export class GraphWriter {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  #names = 0;

  /** A float32 constant. @returns its name */
  floats(dims: readonly number[], data: ArrayLike<number>): string {
    const name = this.#fresh('c');
    this.initializers.push(floatTensor(name, dims, data));
    return name;
  }

  /** An int64 constant, such as axes and shapes. @returns its name */
  integers(data: readonly number[]): string {
    const name = this.#fresh('c');
    this.initializers.push(int64Tensor(name, [data.length], data));
    return name;
  }

  /** An operator with one output. @returns the output's name, which is `as` where that is given */
  apply(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    as = this.#fresh('t'),
  ): string {
    this.nodes.push(node(operator, inputs, [as], attributes));
    return as;
  }

  /** Cuts a tensor in two along an axis: the first entry, and the `rest` that follow. */
  splitFirst(input: string, axis: AttributeValue, rest: number): [first: string, rest: string] {
    const outputs: [string, string] = [this.#fresh('t'), this.#fresh('t')];
    this.nodes.push(node('Split', [input, this.integers([1, rest])], outputs, { axis }));
    return outputs;
  }

  /** Cuts a tensor into pieces of the given lengths along an axis. @returns their names */
  split(input: string, axis: AttributeValue, lengths: readonly number[]): string[] {
    const outputs = lengths.map(() => this.#fresh('t'));
    this.nodes.push(node('Split', [input, this.integers(lengths)], outputs, { axis }));
    return outputs;
  }

  #fresh(kind: string): string {
    return `${kind}${this.#names++}`;
  }
}
