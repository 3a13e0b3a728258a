import { workOnSearch } from '../search/work.ts';
import type { WorkerEvent } from '../study/worker-events.ts';
import type { WorkerConfig } from './config.ts';
import { EXIT } from './exit-codes.ts';
import { openOwnStudy } from './own-study.ts';
import type { LogLine, TaskTools } from './tools.ts';

/**
 * Runs trials until the study ends, or the task is to stop: its trial is then handed back at once.
 * @returns the exit code
 * @throws UserError for a study with programs in it
 */
export async function work(config: WorkerConfig, tools: TaskTools): Promise<number> {
  const { study, threads } = config;
  const store = tools.openStore(config.studies);
  await openOwnStudy(store, study);
  const end = await workOnSearch({
    store,
    study,
    // A worker that is started again is another one: the claims of the first are its own until their leases end.
    worker: `task-${config.worker}-${tools.randomId().slice(0, 8)}`,
    threads,
    signal: tools.signal,
    onEvent: (event) => tell(event, tools),
  });
  tools.log({ message: end.reason, why: end.why, finished: end.finished });
  return end.why === 'stopped' ? EXIT.stopped : EXIT.done;
}

function tell(event: WorkerEvent, { heartbeats, log }: TaskTools): void {
  const line = lineOf(event);
  if (line !== undefined) log(line);
  if (event.kind === 'finished')
    heartbeats.count(event.trial.state === 'failed' ? 'TrialsFailed' : 'TrialsFinished');
}

/** What the log says of it; of steps nothing. */
function lineOf(event: WorkerEvent): LogLine | undefined {
  switch (event.kind) {
    case 'finished': {
      const { number, family, state, value, reason } = event.trial;
      return { message: `trial ${number} is ${state}`, family, value, reason };
    }
    case 'claimed':
      return { message: `trial ${event.trial.number} begins`, family: event.trial.family };
    case 'released':
      return { message: `trial ${event.number} is handed back` };
    case 'gave-up':
      return { message: `trial ${event.trial.number} is given up`, reason: event.trial.reason };
    case 'step':
    case 'not-worth-it':
      return undefined;
    default:
      return { message: event.reason, event: event.kind };
  }
}
