import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { endWithParent } from '../../publish/end-with-parent.ts';
import type { Note } from '../../publish/limited-child.ts';
import type { TurnNote } from './contest-in-child.ts';
import { holdContest } from './hold-contest.ts';
import type { ContestJob } from './job.ts';
import { processClock } from './process-clock.ts';

/**
 * A process that runs a candidate and a champion side by side: it takes a ContestJob as its only message, sends a
 * note for each turn and then the Contest. Arguments: the parent's process id, and after how many milliseconds it
 * ends by itself.
 */
const [parent, timeoutMs] = process.argv.slice(2).map(Number);
endWithParent(parent!, timeoutMs!);

function send(message: object): Promise<void> {
  return new Promise((resolve) => process.send!(message, () => resolve()));
}

process.once('message', async (job: ContestJob) => {
  const contest = await holdContest(job, {
    open: openOnnxSession,
    clock: processClock,
    onTurn: (side, turn) => send({ note: { side, turn } } satisfies Note<TurnNote>),
  });
  await send(contest);
  process.disconnect();
});
