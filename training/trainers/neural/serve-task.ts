import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { TellIteration } from './learn-network.ts';
import type { WorkerMessage, WorkerTask } from './off-thread.ts';
import type { OpenStepSession } from './step-session.ts';

/** The thread is to end before its next run. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** How a problem is learned with sessions of a runtime. */
export type Learn<Problem, Answer> = (
  problem: Problem,
  open: OpenStepSession,
  tell: TellIteration,
) => Promise<Answer>;

/** The training thread's side of learnOffThread: learns, tells, answers. */
export async function serveTask<Problem, Answer>(
  port: MessagePort,
  { problem, tells, stopped }: WorkerTask<Problem>,
  open: OpenStepSession,
  learn: Learn<Problem, Answer>,
): Promise<void> {
  const say = (message: WorkerMessage<Answer>) => port.postMessage(message);
  const tell: TellIteration = async (iteration, loss) => {
    if (!tells) return true;
    say({ kind: 'iteration', iteration, loss });
    const [goOn] = (await once(port, 'message')) as [boolean];
    return goOn;
  };
  try {
    say({ kind: 'answer', answer: await learn(problem, stoppable(open, stopped), tell) });
  } catch (thrown) {
    if (!(thrown instanceof Stopped)) throw thrown;
  }
}

/** Sessions that refuse to run once the thread is to end. */
function stoppable(open: OpenStepSession, stopped: Int32Array): OpenStepSession {
  return async (model) => {
    const session = await open(model);
    return {
      run(feeds) {
        if (Atomics.load(stopped, 0) !== 0) throw new Stopped();
        return session.run(feeds);
      },
      release: () => session.release(),
    };
  };
}
