import { UserError } from '../../lib/contract/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { checkWithin } from '../../training/data/object.ts';
import { readResult } from '../../training/search/finalize.ts';
import type { SearchResult } from '../../training/search/result.ts';
import { type RunInput, readRunInput } from '../../training/task/run-input.ts';
import { plural } from '../terminal/format.ts';
import type { Reporter } from '../terminal/terminal.ts';
import { followRun } from './follow-run.ts';
import type { RemoteRuns, RunMachine, RunState } from './remote-runs.ts';
import { SearchDisplay } from './search-display.ts';

export interface RemoteOptions {
  /** The state machine by its ARN, or the stage that has it. */
  readonly machine: { readonly arn: string } | { readonly stage: string };
  /** What the state machine gets; checked here, so that a mistake costs no task. */
  readonly input: unknown;
  readonly runs: RemoteRuns;
  readonly openStore: (location: string) => ObjectStore;
  /** Ends the following, not the run. */
  readonly signal: AbortSignal;
  readonly report: Reporter;
  readonly now: Date;
  /** Default: see followRun. */
  readonly pollMs?: number;
}

/** What a run on AWS came to. */
export interface RemoteEnd {
  readonly machine: RunMachine;
  readonly result: SearchResult;
}

/**
 * Starts a training on AWS and shows how far it is, as of a search on this machine. When the signal comes, the run
 * goes on, and what to type to look on or to stop it is said.
 * @throws UserError for an input or data that cannot be, before anything is started; for a run that failed
 */
export async function trainRemotely(options: RemoteOptions): Promise<RemoteEnd> {
  const { runs, report, openStore } = options;
  const wanted = options.machine;
  const machine = await runs.machine('arn' in wanted ? wanted.arn : await runs.find(wanted.stage));
  const input = readRunInput(JSON.stringify(options.input));
  const { study } = input;
  if (study === undefined) throw new UserError('a run on AWS wants the name of its study: give --study');
  checkWithin(input.data, machine.datasets);
  const executionArn = await begun(machine, { ...input, study }, options);
  const store = openStore(machine.studies);
  try {
    const state = await watch({ ...options, executionArn, store, study, trials: input.trials });
    return { machine, result: await resultOf(state, { store, study, machine, executionArn }) };
  } catch (thrown) {
    // Of a run that has ended there is nothing to stop; of every other thing that ends this command there is.
    if (!(thrown instanceof UserError)) report.say(...leftLines(study, machine, executionArn));
    throw thrown;
  }
}

/** A run of the study that goes on is looked on; two would only share its trials. @returns the execution's ARN */
async function begun(
  machine: RunMachine,
  input: RunInput & { readonly study: string },
  { runs, report, now }: RemoteOptions,
): Promise<string> {
  const { study, trials, workers } = input;
  const running = await runs.running(machine, (name) => isOf(study, name));
  if (running === undefined) {
    const started = await runs.start(machine, executionName(study, now), input);
    report.note(`  the study ${study}: ${plural(trials, 'trial')} on AWS, ${plural(workers, 'task')}`);
    report.note(`  ${started}`);
    return started;
  }
  report.note(`  a run of the study ${study} goes on, so none is started: looking on as it was asked for`);
  report.note(`  ${running}`);
  return running;
}

interface Watched extends RemoteOptions {
  readonly executionArn: string;
  readonly store: ObjectStore;
  readonly study: string;
  readonly trials: number;
}

async function watch({ report, trials, ...options }: Watched): Promise<RunState> {
  const display = new SearchDisplay(report, trials);
  try {
    return await followRun({ ...options, onProgress: display.update.bind(display) });
  } finally {
    display.end();
  }
}

interface Ended {
  readonly store: ObjectStore;
  readonly study: string;
  readonly machine: RunMachine;
  readonly executionArn: string;
}

async function resultOf(
  state: RunState,
  { store, study, machine, executionArn }: Ended,
): Promise<SearchResult> {
  const result = state.status === 'SUCCEEDED' ? await readResult(store, study) : undefined;
  if (result !== undefined) return result;
  const why = [state.error, state.cause].filter((part) => part !== undefined).join(': ');
  throw new UserError(
    [
      `the run ended as ${state.status}${why === '' ? '' : `, ${shortened(why)}`}`,
      `what its tasks said: aws logs tail ${machine.log} --since 3h --filter-pattern '"weir:"', and without the filter the rest`,
      `what became of its states: aws stepfunctions get-execution-history --execution-arn ${executionArn} --reverse-order`,
      `what it found: weir study show ${study} --studies ${machine.studies}; started again, the study goes on`,
    ].join('\n  '),
  );
}

/** A cause of ECS is the description of a task, of thousands of characters. */
function shortened(text: string): string {
  const reason = /"StoppedReason":"([^"]*)"/.exec(text)?.[1];
  const code = /"ExitCode":(\d+)/.exec(text)?.[1];
  if (reason !== undefined) return `${reason}${code === undefined ? '' : ` (exit code ${code})`}`;
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}

function leftLines(study: string, { studies }: RunMachine, executionArn: string): string[] {
  return [
    `The run goes on without this command. Look on with: weir study show ${study} --studies ${studies}`,
    `Stop it with: aws stepfunctions stop-execution --execution-arn ${executionArn}`,
  ];
}

/** At most 80 characters, and another at each start: a study may be gone on with. */
function executionName(study: string, now: Date): string {
  return `${study}-${now.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}`;
}

function isOf(study: string, name: string): boolean {
  return name.startsWith(`${study}-`) && /^\d{14}$/.test(name.slice(study.length + 1));
}
