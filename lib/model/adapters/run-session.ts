import { reasonOf } from '../../contract/errors.ts';
import type { ModelOutput, ModelSession, SessionOptions } from '../session.ts';
import { openOnnxSession } from './onnx-session.ts';

/** The program of a model's own process: see process-session.ts. */

export type SessionRequest =
  /** A part of the model's file, which is `size` bytes in all. */
  | { readonly kind: 'part'; readonly part: Uint8Array; readonly offset: number; readonly size: number }
  | { readonly kind: 'open'; readonly options: SessionOptions }
  | { readonly kind: 'run'; readonly rows: Float32Array; readonly n: number };

export type SessionAnswer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'answered'; readonly output: ModelOutput }
  | { readonly kind: 'failed'; readonly message: string };

/** Until it is opened. */
let model = new Uint8Array(0);
let session: ModelSession | undefined;

async function answer(request: SessionRequest): Promise<SessionAnswer> {
  try {
    if (request.kind === 'part') {
      if (request.offset === 0) model = new Uint8Array(request.size);
      model.set(request.part, request.offset);
      return { kind: 'taken' };
    }
    if (request.kind === 'open') {
      session = await openOnnxSession(model, request.options);
      model = new Uint8Array(0);
      return { kind: 'opened' };
    }
    return { kind: 'answered', output: await session!.run(request.rows, request.n) };
  } catch (error) {
    return { kind: 'failed', message: reasonOf(error) };
  }
}

/** One after the other: who asks tells the answers apart by their order, and a run in chunks lets others pass. */
let answered: Promise<unknown> = Promise.resolve();

process.on('message', (request: SessionRequest) => {
  answered = answered.then(async () => process.send?.(await answer(request)));
});
// Its parent is gone, however it ended.
process.once('disconnect', () => process.exit());
