import {
  commandOf,
  environmentOf,
  noCapacity,
  type RunTask,
  ServiceError,
  spotInterrupted,
  taskFailed,
  timedOut,
} from './ecs.ts';
import type { Integrations, Message } from './execution.ts';
import { Fates, type Misfortunes } from './misfortunes.ts';

export interface PretendedOptions {
  readonly misfortunes: Misfortunes;
  /** How many publishes fail before one is taken. */
  readonly failedPublishes?: number;
}

/** Tasks that do what real ones do to a study, and nothing else: a run is over in milliseconds. */
export class PretendedTasks implements Integrations {
  readonly messages: Message[] = [];
  readonly fates: Fates;
  /** Workers that worked to the end of the study. */
  readonly worked = new Set<string>();
  prepared: string | undefined;
  finalized = false;
  #failedPublishes: number;

  constructor({ misfortunes, failedPublishes = 0 }: PretendedOptions) {
    this.fates = new Fates(misfortunes);
    this.#failedPublishes = failedPublishes;
  }

  runTask = async (task: RunTask): Promise<unknown> => {
    const fate = this.fates.next(task);
    if (fate === 'no-capacity') throw noCapacity();
    if (fate.startsWith('refused: ')) throw new ServiceError(fate.slice('refused: '.length), 'Rate exceeded');
    if (fate === 'crash') throw taskFailed(1);
    if (fate === 'spot') throw spotInterrupted(143);
    if (fate === 'late') throw timedOut();
    const environment = environmentOf(task);
    switch (commandOf(task)) {
      case 'prepare':
        this.prepared = environment.WEIR_STUDY;
        break;
      case 'worker':
        if (environment.WEIR_STUDY !== this.prepared) throw taskFailed(2);
        this.worked.add(environment.WEIR_WORKER ?? '');
        break;
      default:
        // Without a worker there are too few trials.
        if (this.worked.size === 0) throw taskFailed(1);
        this.finalized = true;
    }
    return { LastStatus: 'STOPPED', Containers: [{ ExitCode: 0 }] };
  };

  publish = async (message: Message): Promise<unknown> => {
    if (this.#failedPublishes > 0) {
      this.#failedPublishes -= 1;
      throw new ServiceError('SNS.InternalErrorException', 'We encountered an internal error.');
    }
    this.messages.push(message);
    return { MessageId: String(this.messages.length) };
  };
}
