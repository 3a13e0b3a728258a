import { invokeOnce } from '../../localstack/embedded/main.ts';
import { type FunctionAnswer, functionAnswerSchema } from './function-answer.ts';
import { type FunctionCounts, type FunctionTrouble, FunctionWatch } from './function-watch.ts';

export interface RunFunctionOptions {
  /** A Kinesis event, as JSON text. */
  readonly event: string;
  readonly dryRun: boolean;
  readonly model: string;
  readonly alias: string;
  readonly registry: string;
  readonly quarantine: string;
  readonly stateDirectory: string;
  /** undefined: built now. */
  readonly bundle: string | undefined;
  readonly outputStream: string;
  /** Where predictions go when the run is not dry. */
  readonly kinesisEndpoint: string | undefined;
  readonly region: string;
  readonly onTrouble: (trouble: FunctionTrouble) => void;
}

export interface FunctionRun {
  readonly answer: FunctionAnswer;
  /** What its metrics say; a dry run has none. */
  readonly counts: FunctionCounts;
}

/** Runs one event through the built function. @throws FunctionFailed when it throws, hangs or dies */
export async function runFunction({
  onTrouble,
  kinesisEndpoint,
  ...options
}: RunFunctionOptions): Promise<FunctionRun> {
  const watch = new FunctionWatch();
  const result = await invokeOnce({
    ...options,
    ...(kinesisEndpoint !== undefined && { kinesisEndpoint }),
    onLine: (line) => {
      const trouble = watch.take(line);
      if (trouble !== undefined) onTrouble(trouble);
    },
  });
  if (result.status === 'returned') {
    return { answer: functionAnswerSchema.parse(JSON.parse(result.payload)), counts: watch.counts };
  }
  if (result.status === 'throttled')
    throw new FunctionFailed('the function takes no more invocations at once');
  const { errorType, errorMessage } = result.error;
  throw new FunctionFailed(`the function failed with ${errorType}: ${errorMessage}`);
}

/** The function threw, took too long, or its process ended. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}
