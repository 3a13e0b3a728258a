import { UnservableModel } from '../../../lib/model/onnx/unservable.ts';
import { type Check, checkNamed } from '../context.ts';
import { counted } from '../figure.ts';

const signature = checkNamed('signature');
const format = checkNamed('format');
const size = checkNamed('size');

export const checkSignature: Check = ({ input: { candidate, champion }, differences }) => {
  const { features, classes } = candidate.signature;
  const what = `${counted(features.length, 'feature')}, ${classes.length} classes`;
  if (champion === undefined) return signature.skipped(`there is no champion to equal (${what})`);
  const figures = { features: features.length, classes: classes.length, differences: differences.length };
  if (differences.length === 0)
    return signature.passed(`features, classes and keys are the champion's, in its order (${what})`, figures);
  return signature.failed(differences.map(({ text }) => text).join('; '), figures);
};

export const checkFormat: Check = ({ runtime }) => {
  if (runtime instanceof UnservableModel) {
    const { reason, why } = runtime;
    return format.failed(`the runtime does not take it (${reason}): ${why}`, { reason });
  }
  const { opset, irVersion } = runtime;
  return format.passed(`ONNX that the runtime reads: opset ${opset}, IR version ${irVersion}`, {
    opset,
    irVersion,
  });
};

export const checkSize: Check = ({ input: { candidate, champion }, limits: { maxBytes } }) => {
  const bytes = candidate.model.length;
  const figures = { bytes, maxBytes, bytesChampion: champion?.model.length ?? null };
  const reason = `${counted(bytes, 'byte')}; at most ${maxBytes.toLocaleString('en-GB')} are allowed`;
  return size.decided(bytes <= maxBytes, reason, figures);
};
