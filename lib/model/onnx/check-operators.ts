import type { AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto } from './messages.ts';
import { LOCATION_EXTERNAL, ML_DOMAIN } from './messages.ts';
import { UnservableModel } from './unservable.ts';

const DOMAINS: readonly (string | undefined)[] = [undefined, '', 'ai.onnx', ML_DOMAIN];

/** Operators whose repetitions their data decides. SequenceMap is a Loop by another name. */
const LOOPS: readonly (string | undefined)[] = ['Loop', 'Scan', 'SequenceMap'];

/**
 * Looks at every operator and constant of a model, those of subgraphs included.
 * @throws UnservableModel for functions, foreign domains, loops, ZipMap and external data
 */
export function checkOperators(model: ModelProto): void {
  const [first] = model.functions ?? [];
  if (first !== undefined) {
    throw new UnservableModel(
      'functions',
      `it defines operators of its own, such as ${first.name ?? 'one without a name'}`,
      'Inline them with onnx.inliner.inline_local_functions (torch.onnx: export with dynamo=False) and save again',
    );
  }
  if (model.graph !== undefined) checkGraph(model.graph);
}

function checkGraph(graph: GraphProto): void {
  graph.initializer?.forEach(checkTensor);
  graph.sparseInitializer?.forEach((sparse) => {
    checkTensor(sparse.values);
    checkTensor(sparse.indices);
  });
  for (const node of graph.node ?? []) {
    checkNode(node);
    node.attribute?.forEach(checkAttribute);
  }
}

function checkNode(node: NodeProto): void {
  const { opType, domain } = node;
  if (!DOMAINS.includes(domain)) {
    throw new UnservableModel(
      'domain',
      `its operator ${opType} is of the domain ${domain}; only ai.onnx and ai.onnx.ml can be trusted to run here`,
      'Export without custom or vendor operators (for quantised models: the QDQ format without com.microsoft)',
    );
  }
  if (LOOPS.includes(opType)) {
    throw new UnservableModel(
      'loop',
      `it uses ${opType}, whose running time nothing bounds`,
      'Unroll the loop, or export a model that handles each row in one pass',
    );
  }
  if (opType === 'ZipMap') {
    throw new UnservableModel(
      'zipmap',
      'it ends in ZipMap, whose list of maps onnxruntime for Node cannot give',
      'Export with options={"zipmap": False} (skl2onnx: convert_sklearn or to_onnx; onnxmltools: zipmap=False)',
    );
  }
}

function checkAttribute(attribute: AttributeProto): void {
  checkTensor(attribute.t);
  attribute.tensors?.forEach(checkTensor);
  for (const sparse of [attribute.sparseTensor, ...(attribute.sparseTensors ?? [])]) {
    checkTensor(sparse?.values);
    checkTensor(sparse?.indices);
  }
  for (const graph of [attribute.g, ...(attribute.graphs ?? [])]) {
    if (graph !== undefined) checkGraph(graph);
  }
}

function checkTensor(tensor: TensorProto | undefined): void {
  if (tensor === undefined) return;
  if (tensor.dataLocation === LOCATION_EXTERNAL || (tensor.externalData ?? []).length > 0) {
    throw new UnservableModel(
      'external-data',
      `its constant ${tensor.name ?? ''} is in another file`,
      'Save one file: onnx.save_model(model, path, save_as_external_data=False)',
    );
  }
}
