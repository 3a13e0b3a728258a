import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../lib/contract/errors.ts';
import { MODEL_MAX_BYTES } from '../../../../lib/contract/limits.ts';
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

  it('refuses a file of too many parts', () => {
    const nodes = new Uint8Array(2_200_000);
    for (let i = 0; i < nodes.length; i += 2) nodes.set([0x42, 0x00], i);
    expect(refusal(() => inspectModel(nodes)).message).toContain('more than 1000000 parts');
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
