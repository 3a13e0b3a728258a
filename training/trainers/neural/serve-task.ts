import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { TellIteration } from './learn-network.ts';
import type { WorkerMessage, WorkerTask } from './off-thread.ts';

/** The training thread's side of learnOffThread: learns, tells, answers. */
export async function serveTask<Problem, Answer>(
  port: MessagePort,
  { problem, tells }: WorkerTask<Problem>,
  learn: (problem: Problem, tell: TellIteration) => Promise<Answer>,
): Promise<void> {
  const say = (message: WorkerMessage<Answer>) => port.postMessage(message);
  const answer = await learn(problem, async (iteration, loss) => {
    if (!tells) return true;
    say({ kind: 'iteration', iteration, loss });
    const [goOn] = (await once(port, 'message')) as [boolean];
    return goOn;
  });
  say({ kind: 'answer', answer });
}
