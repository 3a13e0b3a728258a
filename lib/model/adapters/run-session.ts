import { reasonOf } from '../../contract/errors.ts';
import type { ModelOutput, ModelSession, SessionOptions } from '../session.ts';
import { openOnnxSession } from './onnx-session.ts';

/** The program of a model's own process: see process-session.ts. */

export type SessionRequest =
  | { readonly kind: 'open'; readonly model: Uint8Array; readonly options: SessionOptions }
  | { readonly kind: 'run'; readonly rows: Float32Array; readonly n: number };

export type SessionAnswer =
  | { readonly kind: 'opened' }
  | { readonly kind: 'answered'; readonly output: ModelOutput }
  | { readonly kind: 'failed'; readonly message: string };

let session: ModelSession | undefined;

async function answer(request: SessionRequest): Promise<SessionAnswer> {
  try {
    if (request.kind === 'open') {
      session = await openOnnxSession(request.model, request.options);
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
