import type { AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto } from './messages.ts';
import { LOCATION_EXTERNAL, ML_DOMAIN } from './messages.ts';
import { UnservableModel } from './unservable.ts';

/** '' is ai.onnx. */
const DOMAINS: readonly string[] = ['', ML_DOMAIN];

/** Operators whose repetitions their data decides. SequenceMap is a Loop by another name. */
const LOOPS: readonly (string | undefined)[] = ['Loop', 'Scan', 'SequenceMap'];

/**
 * Looks at every operator and constant of a model, those of subgraphs included.
 * @throws UnservableModel for functions, foreign or unversioned domains, loops, ZipMap and external data
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
  if (model.graph !== undefined) checkGraph(model.graph, importedDomains(model));
}

function domainOf(domain: string | undefined): string {
  return domain === 'ai.onnx' ? '' : (domain ?? '');
}

function importedDomains(model: ModelProto): ReadonlySet<string> {
  return new Set((model.opsetImport ?? []).map(({ domain }) => domainOf(domain)));
}

function checkGraph(graph: GraphProto, imported: ReadonlySet<string>): void {
  graph.initializer?.forEach(checkTensor);
  graph.sparseInitializer?.forEach((sparse) => {
    checkTensor(sparse.values);
    checkTensor(sparse.indices);
  });
  for (const node of graph.node ?? []) {
    checkNode(node, imported);
    for (const attribute of node.attribute ?? []) checkAttribute(attribute, imported);
  }
}

function checkNode(node: NodeProto, imported: ReadonlySet<string>): void {
  const { opType } = node;
  const domain = domainOf(node.domain);
  if (!DOMAINS.includes(domain)) {
    throw new UnservableModel(
      'domain',
      `its operator ${opType} is of the domain ${domain}; only ai.onnx and ai.onnx.ml can be trusted to run here`,
      'Export without custom or vendor operators (for quantised models: the QDQ format without com.microsoft)',
    );
  }
  if (!imported.has(domain)) {
    throw new UnservableModel(
      'not-onnx',
      `it uses ${opType} of ${domain || 'ai.onnx'} without saying which version: the file may have been cut`,
      'Give the complete .onnx file',
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

function checkAttribute(attribute: AttributeProto, imported: ReadonlySet<string>): void {
  checkTensor(attribute.t);
  attribute.tensors?.forEach(checkTensor);
  for (const sparse of [attribute.sparseTensor, ...(attribute.sparseTensors ?? [])]) {
    checkTensor(sparse?.values);
    checkTensor(sparse?.indices);
  }
  for (const graph of [attribute.g, ...(attribute.graphs ?? [])]) {
    if (graph !== undefined) checkGraph(graph, imported);
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
