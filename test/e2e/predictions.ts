import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { pasteText } from '../../localstack/emulator/paste-commands.ts';
import { readmeBlocks } from '../bin/support/readme-blocks.ts';
import { must, type Scene, until } from './scene.ts';

/** What the README's record carries. */
const CUSTOMER = 159;

/** A cold start with its model. */
const FIRST_SECONDS = 60;

/** A look at the champion every two seconds, and the load of a version; or every sixty, where the stage says so. */
const PROMOTION_SECONDS = 75;

const predictionSchema = z.object({
  model: z.string(),
  version: z.number(),
  customer_id: z.number(),
  prediction: z.object({ wine_quality: z.number(), confidence: z.number() }),
  predictedAt: z.iso.datetime(),
});
type Prediction = z.infer<typeof predictionSchema>;

const stacksSchema = z.object({
  Stacks: z.array(z.object({ CreationTime: z.string(), LastUpdatedTime: z.string().optional() })),
});

/** The README's own commands: put a record, read the prediction back. It was made after the deployment. */
export async function theReadmesCommandsPredict(scene: Scene): Promise<string> {
  const { Stacks } = stacksSchema.parse(
    await scene.aws('cloudformation', 'describe-stacks', '--stack-name', scene.stage.stacks.at(-1)!),
  );
  const deployed = Date.parse(Stacks[0]!.LastUpdatedTime ?? Stacks[0]!.CreationTime);
  const before = Date.now();
  const commands = readmeCommands(scene);
  await scene.bash(commands.put);
  const prediction = await until(FIRST_SECONDS, 'a prediction', () =>
    newerThan(scene, commands.read, before),
  );
  must(
    Date.parse(prediction.predictedAt) > deployed,
    `predicted before the deployment: ${JSON.stringify(prediction)}`,
  );
  must(prediction.customer_id === CUSTOMER, `another record: ${JSON.stringify(prediction)}`);
  const { wine_quality, confidence } = prediction.prediction;
  return `quality ${wine_quality} (${confidence}) by version ${prediction.version} at ${prediction.predictedAt}`;
}

/** What local:deploy prints at its end, pasted: but for the training, which is slow, and the end of it all. */
export async function thePrintedCommandsWork(scene: Scene): Promise<string> {
  const printed = pasteText(scene.stage).replace(/^(npx weir train|npm run local:destroy)$/gm, '');
  const output = await scene.bash(printed);
  must(/1 record sent/.test(output), `no record was sent:\n${output}`);
  must(/version \d+.*customer_id=159|"customer_id": 159/.test(output), `no prediction was read:\n${output}`);
  must(/records? of wine-quality|Nothing|No /.test(output), `no quarantine was shown:\n${output}`);
  must(/All \d+ records are accounted for/.test(output), `no load was accounted for:\n${output}`);
  return `${printed.split('\n').filter((line) => /^( *aws|npx|echo|export)/.test(line)).length} lines`;
}

/** A version that is promoted is served, without a deployment; by force, since it is hardly better than the first. */
export async function aPromotedVersionIsPickedUp(scene: Scene): Promise<string> {
  const { registry, model } = scene.stage;
  const place = ['--registry', registry];
  const { version } = z
    .object({ version: z.number() })
    .parse(await scene.weir('train', '--seed', '7', '--no-promote', ...place));
  await scene.weir('promote', model, String(version), '--force', '--reason', 'end-to-end test', ...place);
  const promoted = Date.now();
  const commands = readmeCommands(scene);
  await until(PROMOTION_SECONDS, `a prediction by version ${version}`, async () => {
    const before = Date.now();
    await scene.bash(commands.put);
    const prediction = await until(FIRST_SECONDS, 'a prediction', () =>
      newerThan(scene, commands.read, before),
    );
    return prediction.version === version ? prediction : undefined;
  });
  return `version ${version} after ${((Date.now() - promoted) / 1000).toFixed(1)} s`;
}

const quarantineSchema = z.object({
  records: z.number(),
  reasons: z.array(z.object({ reason: z.string(), records: z.number() })),
});

/** A record that can never succeed lands in the quarantine bucket, with its reason. */
export async function aBadRecordIsInQuarantine(scene: Scene): Promise<string> {
  const raw = scene.awsMajor === 1 ? [] : ['--cli-binary-format', 'raw-in-base64-out'];
  const put = ['put-record', '--stream-name', scene.stage.inputStream, '--partition-key', '1', ...raw];
  await scene.aws('kinesis', ...put, '--data', 'not json');
  const found = await until(30, 'a record in quarantine', async () => {
    const answer = quarantineSchema.parse(await scene.weir('quarantine'));
    return answer.records > 0 ? answer : undefined;
  });
  must(found.records === 1, `the quarantine holds ${found.records} records`);
  must(found.reasons[0]?.reason === 'not-json', `its reason is ${JSON.stringify(found.reasons)}`);
  return `1 record, not-json, in ${scene.stage.quarantine}`;
}

const replaySchema = z.object({ predicted: z.number() });

/** A record that a fix mends is predicted by the deployed function, under the id that it always had, and once. */
export async function aMendedRecordIsReplayed(scene: Scene): Promise<string> {
  const features = { alcohol: '8.8', 'volatile acidity': 0.27, sulphates: 0.45 };
  const record = JSON.stringify({ wine_features: features, customer_id: 160 });
  await scene.bash(`echo '${record}' | npx weir send - --raw --stream ${scene.stage.inputStream}`);
  const waiting = ['quarantine', '--reason', 'not-a-number'] as const;
  await until(30, 'a record to mend in quarantine', async () =>
    quarantineSchema.parse(await scene.weir(...waiting)).records === 1 ? true : undefined,
  );
  const fix = join(dirname(scene.assembly), 'fix.json');
  await writeFile(fix, '{"toNumber": "all features"}');
  const replay = (): Promise<unknown> =>
    scene.weir('replay', '--reason', 'not-a-number', '--fix', fix, '--function', scene.stage.functionName);
  const first = replaySchema.parse(await replay());
  must(first.predicted === 1, `the replay predicted ${first.predicted} records`);
  const again = replaySchema.parse(await replay());
  must(again.predicted === 0, `a second replay predicted ${again.predicted} records`);
  return `1 record by ${scene.stage.functionName}`;
}

interface ReadmeCommands {
  readonly put: string;
  readonly read: string;
}

/** The commands as the README has them, for the streams of the stage. */
function readmeCommands({ stage, awsMajor }: Scene): ReadmeCommands {
  const block = (info: string): string => {
    const text = readmeBlocks().find((candidate) => candidate.info === info)?.text;
    must(text !== undefined, `the README has no commands "${info}"`);
    return text.replaceAll('weir-input', stage.inputStream).replaceAll('weir-output', stage.outputStream);
  };
  return { put: block(`aws-v${awsMajor}`), read: block('aws') };
}

/** The latest prediction, if it was made since. */
async function newerThan(scene: Scene, read: string, since: number): Promise<Prediction | undefined> {
  const output = await scene.bash(read).catch(() => '');
  const parsed = predictionSchema.safeParse(parse(output));
  return parsed.success && Date.parse(parsed.data.predictedAt) > since ? parsed.data : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
