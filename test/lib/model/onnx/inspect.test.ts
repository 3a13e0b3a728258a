import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../lib/contract/errors.ts';
import { MODEL_MAX_BYTES } from '../../../../lib/contract/limits.ts';
import { attr, encodeModel, graph, modelProto, node, valueInfo } from '../../../../lib/model/onnx/build.ts';
import { describeRuntime } from '../../../../lib/model/onnx/describe-runtime.ts';
import { inspectModel } from '../../../../lib/model/onnx/inspect.ts';
import { UnservableModel } from '../../../../lib/model/onnx/unservable.ts';
import { UNSERVABLE_GRAPHS } from '../../../support/hostile-models.ts';
import { forestClassifier } from '../../../support/onnx-models.ts';

function refusal(action: () => unknown): UnservableModel {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof UnservableModel) return thrown;
    throw thrown;
  }
  throw new Error('it was not refused');
}

describe('inspectModel', () => {
  it('tells versions, inputs and outputs', () => {
    expect(inspectModel(forestClassifier().bytes)).toEqual({
      irVersion: 10,
      opsets: { '': 21, 'ai.onnx.ml': 3 },
      inputs: [{ name: 'input', kind: 'tensor', type: 'float', shape: ['N', 4] }],
      outputs: [
        { name: 'output_label', kind: 'tensor', type: 'string', shape: ['N'] },
        { name: 'output_probability', kind: 'tensor', type: 'float', shape: ['N', 3] },
      ],
      classLabels: ['red', 'white', 'rosé'],
    });
  });

  it.each(UNSERVABLE_GRAPHS)('refuses $name, and so does describeRuntime: $reason', (model) => {
    const refused = refusal(() => describeRuntime(model.bytes, model.signature));
    expect(refused.reason).toBe(model.reason);
    expect(refused).toBeInstanceOf(UserError);
    expect(refused.message).toMatch(/^the model cannot be served \(.+\): .+\. .+\.$/s);
  });

  it('passes over remarks, of which a small file can hold millions', () => {
    const remarks = new Uint8Array(8 * 1_048_576);
    for (let i = 0; i < remarks.length; i += 2) remarks.set([0x72, 0x00], i);
    const { bytes } = forestClassifier();
    const before = process.memoryUsage().heapUsed;
    expect(inspectModel(Buffer.concat([bytes, remarks]))).toEqual(inspectModel(bytes));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50 * 1_048_576);
  });

  /** As many bytes of fields, each as given, after a model's own. */
  function padded(field: readonly number[], bytes: number): Uint8Array {
    return Buffer.concat([forestClassifier().bytes, Buffer.alloc(bytes, Uint8Array.from(field))]);
  }

  /** A graph that holds the fields. */
  function inGraph(fields: Uint8Array): Uint8Array {
    return new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(fields).finish();
  }

  /** A message of the field, whose content is as many bytes as given of zeros, or of empty fields. */
  function field(number: number, content: Uint8Array): Uint8Array {
    return new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(content).finish();
  }

  it.each([
    ['operator sets', padded([0x42, 0x00], 2_100_000)],
    ['nodes', inGraph(Buffer.alloc(2_100_000, Uint8Array.of(0x0a, 0x00)))],
    ['initializers', inGraph(Buffer.alloc(2_100_000, Uint8Array.of(0x2a, 0x00)))],
    ['attributes', inGraph(field(1, Buffer.alloc(2_100_000, Uint8Array.of(0x2a, 0x00))))],
    ['names of inputs', inGraph(field(1, Buffer.alloc(2_100_000, Uint8Array.of(0x0a, 0x00))))],
    ['sizes of a constant', inGraph(field(5, field(1, new Uint8Array(1_100_000))))],
    [
      'classes',
      inGraph(
        field(
          1,
          field(
            5,
            Buffer.concat([
              field(1, new TextEncoder().encode('classlabels_ints')),
              field(8, new Uint8Array(1_100_000)),
            ]),
          ),
        ),
      ),
    ],
  ])('refuses a file of too many %s as too large', (_, bytes) => {
    expect(refusal(() => inspectModel(bytes))).toMatchObject({
      reason: 'too-large',
      message: expect.stringContaining('it has more than 1000000 parts'),
    });
  });

  it('counts no weights', () => {
    const values = attr.floats(new Array<number>(1_100_000).fill(0));
    const parts = graph({
      nodes: [node('Constant', [], ['y'], { value_floats: values })],
      inputs: [valueInfo('x', 'float', ['N', 4])],
      outputs: [valueInfo('y', 'float', [1_100_000])],
    });
    expect(inspectModel(encodeModel(modelProto({ graph: parts }))).outputs).toHaveLength(1);
  });

  it('refuses a file over the limit before it reads it', () => {
    expect(refusal(() => inspectModel(new Uint8Array(MODEL_MAX_BYTES + 1))).message).toContain(
      'it has 257 MiB, at most 256 MiB are allowed',
    );
  });

  it('refuses every cut of a model, or reads the same structure', () => {
    const { bytes } = forestClassifier({ trees: 1, depth: 1 });
    const whole = inspectModel(bytes);
    for (let length = 0; length < bytes.length; length++) {
      try {
        expect(inspectModel(bytes.subarray(0, length))).toEqual(whole);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(UnservableModel);
      }
    }
  });
});
