import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { TellIteration } from './learn-network.ts';
import { NativeCalls, Stopped } from './native-calls.ts';
import type { WorkerMessage, WorkerTask } from './off-thread.ts';
import type { OpenStepSession } from './step-session.ts';

/** How a problem is learned with sessions of a runtime. */
export type Learn<Problem, Answer> = (
  problem: Problem,
  open: OpenStepSession,
  tell: TellIteration,
) => Promise<Answer>;

/** The training thread's side of learnOffThread: learns, tells, answers. */
export async function serveTask<Problem, Answer>(
  port: MessagePort,
  task: WorkerTask<Problem>,
  open: OpenStepSession,
  learn: Learn<Problem, Answer>,
): Promise<void> {
  const calls = new NativeCalls(task.calls);
  calls.began();
  // Told to while the runtime was loaded: a problem may take long to prepare before the first call.
  if (calls.stopped) return;
  const say = (message: WorkerMessage<Answer>) => port.postMessage(message);
  const tell: TellIteration = async (iteration, loss) => {
    if (!task.tells) return true;
    say({ kind: 'iteration', iteration, loss });
    const [goOn] = (await once(port, 'message')) as [boolean];
    return goOn;
  };
  try {
    say({ kind: 'answer', answer: await learn(task.problem, stoppable(open, calls), tell) });
  } catch (thrown) {
    if (!(thrown instanceof Stopped)) throw thrown;
  }
}

/** Sessions that refuse to run once the thread is to end; what they hold then ends with it. */
function stoppable(open: OpenStepSession, calls: NativeCalls): OpenStepSession {
  return async (model) => {
    const session = await calls.call(() => open(model));
    return {
      run: (feeds) => calls.call(() => session.run(feeds)),
      async release() {
        if (!calls.stopped) await calls.call(() => session.release());
      },
    };
  };
}
