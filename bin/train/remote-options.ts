import { type Command, Option } from 'commander';
import { DEFAULT_STAGE } from '../stages.ts';

/** Where a search runs when it does not run here. */
export interface RemoteOptions {
  readonly remote?: boolean;
  readonly stage: string;
  readonly stateMachine?: string;
}

/** The options of a search on AWS. */
export function addRemoteOptions(command: Command): Command {
  return command
    .optionsGroup('On AWS (with --remote, --trials and --data s3://…):')
    .option('--remote', 'search with Fargate tasks of a deployed stage, and look on')
    .addOption(new Option('--stage <name>', 'the stage of bin/stages.ts').default(DEFAULT_STAGE))
    .option(
      '--state-machine <arn>',
      'the state machine that runs it (default: $WEIR_STATE_MACHINE, else that of the stage)',
    );
}
