import type { Runtime } from '../../contract/manifest.ts';
import type { Signature } from '../../contract/signature.ts';
import type { ModelValue } from './inspect.ts';
import { UnservableModel } from './unservable.ts';

/** The names of a graph's outputs; null: it has none, or it is to be ignored; absent: find it. */
export interface OutputNames {
  readonly label?: string | null;
  readonly probabilities?: string | null;
  readonly value?: string | null;
}

type OutputTensors = Pick<Runtime, 'labelTensor' | 'probabilityTensor' | 'valueTensor'>;

/**
 * Which output is which: labels are int64 or string [n] or [n, 1], probabilities float32 [n, classes], values
 * float32 [n] or [n, 1]. Unknown sizes fit any; an output whose sizes are all known goes before one that merely
 * may fit. Other outputs are ignored.
 * @throws UnservableModel when a role has several candidates, or none is left that gives an answer
 */
export function describeOutputs(
  outputs: readonly ModelValue[],
  signature: Signature,
  names: OutputNames,
): OutputTensors {
  if (signature.task === 'regression') {
    const valueTensor = find(outputs, { ...VALUE, width: 1 }, names.value);
    if (valueTensor === null) throw noAnswer(outputs, 'a float32 output [n] or [n, 1]');
    return { labelTensor: null, probabilityTensor: null, valueTensor };
  }
  const width = signature.classes.length;
  const labelTensor = find(outputs, { ...LABEL, width: 1 }, names.label);
  const probabilityTensor = find(outputs, { ...PROBABILITIES, width }, names.probabilities);
  if (probabilityTensor === null && names.probabilities === undefined) refuseOtherWidth(outputs, width);
  if (labelTensor === null && probabilityTensor === null) {
    throw noAnswer(outputs, `int64 or string labels [n], or float32 probabilities [n, ${width}]`);
  }
  return { labelTensor, probabilityTensor, valueTensor: null };
}

/** A class that was forgotten, or one too many, would otherwise drop all probabilities without a word. */
function refuseOtherWidth(outputs: readonly ModelValue[], width: number): void {
  const others = outputs.filter(
    ({ kind, type, shape }) =>
      kind === 'tensor' && type === 'float' && shape?.length === 2 && typeof shape[1] === 'number',
  );
  if (others.length === 0) return;
  const widths = others.map(({ name, shape }) => `${name} has ${shape?.[1]} columns`).join(', ');
  throw new UnservableModel(
    'outputs',
    `its output ${widths}, and the signature ${width} classes`,
    'List every class in the order of the columns (a single probability p as the two columns [1 - p, p]), or say that there are none: outputs.probabilities null, on the command line --output probabilities=none',
  );
}

/** What an output must be to play a role. */
interface Role {
  readonly key: keyof OutputNames;
  readonly types: readonly ModelValue['type'][];
  /** Whether [n] will do. */
  readonly flat: boolean;
  /** The columns of [n, width]. */
  readonly width: number;
}

const LABEL = { key: 'label', types: ['int64', 'string'], flat: true } as const;
const PROBABILITIES = { key: 'probabilities', types: ['float'], flat: false } as const;
const VALUE = { key: 'value', types: ['float'], flat: true } as const;

function find(outputs: readonly ModelValue[], role: Role, named: string | null | undefined): string | null {
  if (named === null) return null;
  if (named !== undefined) return checkNamed(outputs, role, named);
  const fitting = outputs.filter((output) => suits(output, role) !== 'no');
  const certain = fitting.filter((output) => suits(output, role) === 'yes');
  const candidates = certain.length > 0 ? certain : fitting;
  if (candidates.length > 1) throw ambiguous(candidates, role);
  return candidates[0]?.name ?? null;
}

function checkNamed(outputs: readonly ModelValue[], role: Role, name: string): string {
  const output = outputs.find((candidate) => candidate.name === name);
  if (output !== undefined && suits(output, role) !== 'no') return name;
  const what = output === undefined ? 'is not there' : `is ${describe(output)}`;
  throw new UnservableModel(
    'outputs',
    `the output ${name}, named as ${role.key}, ${what}`,
    `Name an output of type ${role.types.join(' or ')} with ${role.width} columns; there are: ${list(outputs)}`,
  );
}

function suits(output: ModelValue, role: Role): 'yes' | 'maybe' | 'no' {
  if (output.kind !== 'tensor' || !role.types.includes(output.type)) return 'no';
  const { shape } = output;
  if (shape === undefined) return 'maybe';
  if (shape.length === 1) return role.flat ? 'yes' : 'no';
  if (shape.length !== 2) return 'no';
  if (typeof shape[1] !== 'number') return 'maybe';
  return shape[1] === role.width ? 'yes' : 'no';
}

function ambiguous(candidates: readonly ModelValue[], role: Role): UnservableModel {
  return new UnservableModel(
    'outputs',
    `several of its outputs can be the ${role.key}: ${list(candidates)}`,
    `Say which: outputs.${role.key} with a name, or null for none; on the command line --output ${role.key}=<name>, or ${role.key}=none`,
  );
}

function noAnswer(outputs: readonly ModelValue[], wanted: string): UnservableModel {
  return new UnservableModel(
    'outputs',
    `none of its outputs can be served: ${list(outputs)}`,
    `Export ${wanted}; Cast other types inside the graph, and give a single probability p as the two columns [1 - p, p]`,
  );
}

function list(outputs: readonly ModelValue[]): string {
  return outputs.map((output) => `${output.name} (${describe(output)})`).join(', ');
}

function describe({ kind, type, shape }: ModelValue): string {
  if (kind !== 'tensor') return kind;
  return `${type ?? 'unknown'} [${shape?.map((size) => size ?? '?').join(', ') ?? '…'}]`;
}
