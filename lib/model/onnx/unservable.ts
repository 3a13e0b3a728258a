import { UserError } from '../../contract/errors.ts';

/** Why a model cannot or must not be served. */
export type UnservableReason =
  /** Another kind of file, or one that was cut. */
  | 'not-onnx'
  | 'too-large'
  /** Newer than the runtime reads. */
  | 'ir-version'
  | 'opset'
  /** An operator of a domain other than ai.onnx and ai.onnx.ml. */
  | 'domain'
  /** The file defines operators of its own. */
  | 'functions'
  /** Loop, Scan or SequenceMap: a run could take for ever. */
  | 'loop'
  /** Weights in other files. */
  | 'external-data'
  | 'zipmap'
  /** An output that is no tensor. */
  | 'output-kind'
  /** Not exactly one input. */
  | 'input-count'
  | 'input-type'
  | 'input-shape'
  /** The signature has another number of features. */
  | 'input-width'
  /** The number of rows is fixed. */
  | 'fixed-batch'
  /** No output, or more than one, can be the label, the probabilities or the value. */
  | 'outputs'
  /** onnxruntime refuses to load it. */
  | 'not-loadable'
  /** It throws on the reference records. */
  | 'run-failed'
  | 'too-slow'
  | 'too-much-memory'
  /** NaN or infinity for a reference record. */
  | 'not-finite'
  /** Probabilities beyond 0 to 1. */
  | 'not-probabilities'
  /** A label that is none of the signature's classes. */
  | 'unknown-label'
  /** The signature's classes are in another order than the probability columns. */
  | 'class-order'
  /** The same record is answered otherwise alone than in a batch. */
  | 'unstable';

/** A model that is refused: the message says why and what to do. */
export class UnservableModel extends UserError {
  override readonly name = 'UnservableModel';
  readonly reason: UnservableReason;
  readonly why: string;
  readonly fix: string;

  constructor(reason: UnservableReason, why: string, fix: string, options?: ErrorOptions) {
    super(`the model cannot be served (${reason}): ${why}. ${fix}.`, options);
    this.reason = reason;
    this.why = why;
    this.fix = fix;
  }
}
