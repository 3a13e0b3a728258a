import type { StreamClient } from '../../lib/streams/stream-client.ts';
import { type Commands, championOf } from './commands.ts';
import { ACCOUNT, REGION } from './emulator-api.ts';
import { clearHalfMade } from './half-made.ts';
import { putExample, readPrediction } from './predict.ts';
import { type DeployedStage, deployedStage, MODEL, STAGE } from './stage.ts';
import type { StepResult, Steps } from './steps.ts';

export interface DeployParts {
  readonly endpoint: string;
  readonly commands: Commands;
  readonly openStreams: () => StreamClient;
  readonly steps: Steps;
}

/** A line of the app about a resource that the emulator would refuse. */
const LEFT_OUT = /\bleft out: /;

/** A stage that answers. */
export interface DeployResult extends DeployedStage {
  readonly endpoint: string;
  readonly model: string;
  /** The champion. */
  readonly version: number;
  readonly prediction: Readonly<Record<string, unknown>>;
  readonly steps: readonly StepResult[];
}

/**
 * Deploys the CDK app to an emulator and has it predict a record. Each step may be repeated: what is there stays,
 * and a champion that somebody moved is not moved back.
 */
export async function deployStage(parts: DeployParts): Promise<DeployResult> {
  const { endpoint, commands, steps } = parts;
  await steps.run('model', async (progress) => {
    const local = await championOf(commands, MODEL, progress);
    if (local !== undefined) return `version ${local} of the local registry`;
    await commands.weir(['train'], progress);
    return 'trained';
  });
  await steps.run('bootstrap', async (progress) => {
    await commands.cdkAlone(['bootstrap', `aws://${ACCOUNT}/${REGION}`], progress);
    return `account ${ACCOUNT}`;
  });
  await clearHalfMade(endpoint, steps);
  await steps.run('deploy', async (progress) => {
    // Without change sets: before each new one cdk deletes the last one's name, which MiniStack refuses the second time.
    const flags = ['--require-approval', 'never', '--progress', 'events', '--method', 'direct'];
    await commands.cdk(['deploy', '--all', '-c', `stage=${STAGE}`, ...flags], (line) => {
      if (LEFT_OUT.test(line)) steps.note(line.slice(line.search(LEFT_OUT)));
      else progress(line);
    });
    return (await deployedStage(endpoint)).stacks.join(', ');
  });
  const stage = await deployedStage(endpoint);
  const version = await publish(parts, stage);
  const prediction = await predict(parts, stage);
  return { endpoint, model: MODEL, version, ...stage, prediction, steps: steps.done };
}

/** The deployment puts the local champion into an empty registry; where it could not, one is trained there. */
async function publish({ commands, steps }: DeployParts, { registry }: DeployedStage): Promise<number> {
  let version: number | undefined;
  await steps.run('publish', async (progress) => {
    version = await championOf(commands, MODEL, progress, registry);
    if (version !== undefined) return `version ${version} is the champion`;
    await commands.weir(['train', '--registry', registry], progress);
    version = await championOf(commands, MODEL, progress, registry);
    return `trained version ${version}`;
  });
  if (version === undefined) throw new Error(`${MODEL} has no champion in ${registry}`);
  return version;
}

async function predict(
  { endpoint, openStreams, steps }: DeployParts,
  stage: DeployedStage,
): Promise<Readonly<Record<string, unknown>>> {
  const client = openStreams();
  let prediction: Readonly<Record<string, unknown>> = {};
  try {
    const sequenceNumber = await putExample(client, stage);
    await steps.run('put and read back', async (progress) => {
      progress(`record ${sequenceNumber}`);
      prediction = await readPrediction(client, stage, endpoint, sequenceNumber);
      return `predicted at ${prediction.predictedAt} by version ${prediction.version}`;
    });
  } finally {
    client.close();
  }
  return prediction;
}
