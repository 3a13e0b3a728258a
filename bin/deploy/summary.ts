import { TRAINING_DOCKERFILE, TRAINING_TAG } from '../../lib/constructs/training/image.ts';
import { type LeftOut, leftOutLines } from '../../localstack/emulator/unsupported.ts';
import type { Parts } from './compose.ts';
import type { Deployment } from './resolve-stage.ts';

export interface Synthesized {
  readonly deployment: Deployment;
  readonly parts: Parts;
  readonly leftOut: readonly LeftOut[];
  readonly stacks: readonly string[];
  readonly milliseconds: number;
}

/** What was synthesized, for a person: standard error, since standard output is the templates'. */
export function summaryText({ deployment, parts, leftOut, stacks, milliseconds }: Synthesized): string {
  const { stage, account, region } = deployment;
  const where = account === undefined ? region : `${region} of account ${account}`;
  const lines = [
    `weir: stage ${stage} in ${where}, synthesized in ${(milliseconds / 1_000).toFixed(1)} s`,
    `  stacks    ${stacks.join(', ')}`,
    `  function  ${packageText(deployment.package, parts)}`,
    ...[...remarks(deployment, parts), ...leftOutLines(leftOut)].map((remark) => `  note      ${remark}`),
  ];
  return `${lines.join('\n')}\n`;
}

function trainingRemarks({ training, monitoring, package: packaging, emulator }: TrainingParts): string[] {
  if (training === undefined) return ['the stage trains nothing: "training" in bin/stages.ts'];
  if (emulator || packaging === 'image' || training.image !== undefined) return [];
  const tasks = monitoring.job === 'fargate' ? 'training tasks and the hourly drift job' : 'training tasks';
  return [
    `${tasks} want the image of ${TRAINING_DOCKERFILE} in the stage's repository, as the tag "${TRAINING_TAG}", which can be pushed once, or as training.image by its digest: nothing is built without Docker, and a run before it is there fails`,
  ];
}

type TrainingParts = Pick<Deployment, 'training' | 'monitoring' | 'package' | 'emulator'>;

function packageText(packaging: Deployment['package'], { inference }: Parts): string {
  if (packaging === 'image')
    return 'an image that the deployment builds with Docker (-c package=zip: without)';
  if (inference === undefined) return `the image ${packaging}`;
  return `a zip of ${(inference.bytes / 1e6).toFixed(1)} MB unpacked, ${inference.directory}`;
}

function remarks({ models, unlisted, ...stage }: Deployment, { firstModels }: Parts): string[] {
  return [
    ...(stage.alarmMails.length > 0 || stage.emulator
      ? []
      : ['alarms are told to nobody: -c mails=team@example.com, or alarmMails in bin/stages.ts']),
    ...trainingRemarks(stage),
    ...unlisted.map(
      (model) =>
        `bin/stages.ts does not list ${model}: every later command, cdk destroy too, wants -c model=${model}`,
    ),
    ...Object.keys(models).map((model) => {
      const first = firstModels.get(model);
      if (first !== undefined) {
        const data = first.trainedOn === undefined ? '' : `, trained on ${first.trainedOn},`;
        return `${model}: this machine's champion${data} goes into the registry if that has no version yet`;
      }
      const why =
        stage.firstModel === 'none'
          ? 'the stage begins with no model'
          : 'no champion on this machine (weir train makes one)';
      return `${model}: ${why}, so records wait until the stack's registry has a champion`;
    }),
  ];
}
