import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { driftResultSchema } from '../../lib/contract/drift.ts';
import { DATA_ENV } from '../../lib/contract/environment.ts';
import { keys } from '../../lib/contract/keys.ts';
import { hourOf, hourStart } from '../../lib/contract/profile.ts';
import { LOOK_BACK_HOURS } from '../../monitoring/drift/job/plan.ts';
import { loadTable } from '../../training/data/load.ts';
import { WINE } from '../../training/data/wine.ts';
import { must, type Scene, until } from './scene.ts';

/** As many as the holdout of the wine data has. */
const RECORDS = 980;

/** A sandbox writes what it counted within seconds in this stage, inside an invocation. */
const WINDOW_SECONDS = 20;

/**
 * Back far enough that no other step's records arrived in that hour, though a run may pass the top of one, and further
 * than the schedule's own run looks, which the emulator starts at a quarter past: it would judge the hour first.
 */
const BACK_MS = (LOOK_BACK_HOURS + 2) * 3_600_000;

const summarySchema = z.array(
  z.object({
    judged: z.array(z.object({ window: z.string(), version: z.number(), verdict: z.string() })),
    brokenObjects: z.number(),
  }),
);

/**
 * The deployed function answers an hour of records that is over, by an event of the event source mapping's form, and
 * counts them; the deployed drift job judges that window, and judges it no second time.
 */
export async function theDriftJobJudgesWhatTheFunctionCounted(scene: Scene): Promise<string> {
  const places = await placesOf(scene);
  await theJobIsScheduled(scene, places);
  const hour = hourOf(Date.now() - BACK_MS);
  await sendHour(scene, places, hour);
  const versions = await windowsOf(scene, places, hour);
  must(versions.length > 0, `the function counted nothing of ${hour}`);
  const first = await invokeJob(scene, places, hour);
  must(first.brokenObjects === 0, `${first.brokenObjects} objects could not be read`);
  const [judged] = first.judged;
  must(judged?.window === hour, `the job judged ${JSON.stringify(first.judged)}, not ${hour}`);
  const result = driftResultSchema.parse(
    JSON.parse(
      await objectText(scene, places.data, keys.driftResult(scene.stage.model, hour, judged.version)),
    ),
  );
  must(result.rows >= RECORDS, `${result.rows} rows were counted, of ${RECORDS} that were sent`);
  must(result.features.length > 0, 'no feature was judged');
  must(result.drifted.length === 0, `drifted on its own data: ${result.drifted.join(', ')}`);
  const report = await objectText(scene, places.data, keys.latestDriftReport(scene.stage.model));
  must(/^<!doctype html>/i.test(report), `the report begins with ${report.slice(0, 40)}`);
  const again = await invokeJob(scene, places, hour);
  must(again.judged.length === 0, `a second run judged ${JSON.stringify(again.judged)}`);
  return `${result.rows} rows of ${hour}, version ${judged.version}: ${result.verdict}`;
}

/** At a quarter past each hour, of this function, with a queue for what could not be started. */
async function theJobIsScheduled({ aws }: Scene, { driftFunction }: Places): Promise<void> {
  const query = `Schedules[?ends_with(Target.Arn, '${driftFunction}')].Name`;
  const [name] = (await aws('scheduler', 'list-schedules', '--query', query)) as readonly string[];
  must(name !== undefined, `no schedule starts ${driftFunction}`);
  const fields = ['--query', '[State, ScheduleExpression, Target.DeadLetterConfig.Arn]'];
  const found = await aws('scheduler', 'get-schedule', '--name', name, ...fields);
  const [state, expression, queue] = found as readonly string[];
  must(state === 'ENABLED' && expression === 'cron(15 * * * ? *)', `the schedule is ${state}: ${expression}`);
  must(queue?.includes(':sqs:') === true, `its dead letters go to ${queue}`);
}

interface Places {
  readonly data: string;
  readonly driftFunction: string;
  readonly labelStream: string;
}

const outputsSchema = z.array(z.object({ OutputKey: z.string(), OutputValue: z.string() }));

async function placesOf({ aws, stage }: Scene): Promise<Places> {
  const outputs = async (stack: string) => {
    const query = ['--stack-name', stack, '--query', 'Stacks[0].Outputs'];
    const found = outputsSchema.parse(await aws('cloudformation', 'describe-stacks', ...query));
    return new Map(found.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  };
  const registry = await outputs('weir-local-registry');
  const inference = await outputs(`weir-local-${stage.model}-inference`);
  const { hostname: data } = new URL(registry.get('StudiesUri')!);
  return {
    data,
    driftFunction: inference.get('DriftFunctionName')!,
    labelStream: inference.get('LabelStream')!,
  };
}

/** A batch of the hour, then records one by one until the function has written what it counted. */
async function sendHour(scene: Scene, places: Places, hour: string): Promise<void> {
  const table = await loadTable({ environmentData: process.env[DATA_ENV] });
  must(table.rows.length >= RECORDS, `the data have ${table.rows.length} rows`);
  // Evenly over the file, which may be sorted by something.
  const step = Math.floor(table.rows.length / RECORDS);
  const records = table.rows
    .filter((_, at) => at % step === 0)
    .slice(0, RECORDS)
    .map((cells) => {
      const values = table.columns.map((column, at) => [column, Number(cells[at])] as const);
      return { wine_features: Object.fromEntries(values.filter(([column]) => column !== WINE.target)) };
    });
  await answer(scene, records, hour);
  let sent = 0;
  await until(WINDOW_SECONDS, `windows of ${hour}`, async () => {
    if ((await windowsOf(scene, places, hour)).length > 0) return true;
    await answer(scene, records.slice(0, 1), hour, RECORDS + ++sent);
    return undefined;
  });
}

/** @throws unless the function did all of them */
async function answer(
  scene: Scene,
  records: readonly object[],
  hour: string,
  firstSequence = 0,
): Promise<void> {
  const Records = records.map((record, at) => ({
    eventID: `shardId-000000000000:${firstSequence + at + 1}`,
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventName: 'aws:kinesis:record',
    awsRegion: 'us-east-1',
    eventSourceARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${scene.stage.inputStream}`,
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: '1',
      sequenceNumber: String(firstSequence + at + 1),
      data: Buffer.from(JSON.stringify(record)).toString('base64'),
      approximateArrivalTimestamp: hourStart(hour) / 1_000 + at,
    },
  }));
  const { batchItemFailures } = z
    .object({ batchItemFailures: z.array(z.unknown()) })
    .parse(await invoke(scene, scene.stage.functionName, { Records }));
  must(batchItemFailures.length === 0, `the function handed back ${JSON.stringify(batchItemFailures)}`);
}

async function invokeJob(scene: Scene, { driftFunction }: Places, window: string) {
  const [summary] = summarySchema.parse(await invoke(scene, driftFunction, { window }));
  must(summary !== undefined, 'the job answered of no model');
  return summary;
}

/** @throws with what the function threw */
async function invoke(scene: Scene, name: string, event: object): Promise<unknown> {
  const directory = dirname(scene.assembly);
  const [payload, answered] = [join(directory, 'event.json'), join(directory, 'answer.json')];
  await writeFile(payload, JSON.stringify(event));
  const raw = scene.awsMajor === 1 ? [] : ['--cli-binary-format', 'raw-in-base64-out'];
  const call = ['invoke', '--function-name', name, '--payload', `file://${payload}`, ...raw, answered];
  const status = z.object({ FunctionError: z.string().optional() }).parse(await scene.aws('lambda', ...call));
  const text = await readFile(answered, 'utf8');
  must(status.FunctionError === undefined, `${name} failed: ${text}`);
  return JSON.parse(text);
}

/** The versions of which there are windows. */
async function windowsOf(scene: Scene, { data }: Places, hour: string): Promise<string[]> {
  const found = await listed(scene, data, keys.windowHourPrefix(scene.stage.model, hour));
  return found.map((key) => key.split('/').at(-2)!);
}

async function listed({ aws }: Scene, bucket: string, prefix: string): Promise<readonly string[]> {
  const list = ['list-objects-v2', '--bucket', bucket, '--prefix', prefix, '--query', 'Contents[].Key'];
  return ((await aws('s3api', ...list)) as readonly string[] | null) ?? [];
}

async function objectText(scene: Scene, bucket: string, key: string): Promise<string> {
  const file = join(dirname(scene.assembly), 'object');
  await scene.aws('s3api', 'get-object', '--bucket', bucket, '--key', key, file);
  return readFile(file, 'utf8');
}

/** A label takes up to a minute to be put with others. */
const LABEL_SECONDS = 90;

/** A label on its stream ends where the drift job looks for it. */
export async function aLabelIsKept(scene: Scene): Promise<string> {
  const { data, labelStream } = await placesOf(scene);
  const label = { id: 'weir-local:shardId-000000000000:1:-', label: 6, at: new Date().toISOString() };
  await scene.bash(
    `echo '${JSON.stringify(label)}' | npx weir send - --raw --stream ${labelStream} >/dev/null`,
  );
  const prefix = keys.labelsPrefix(scene.stage.model);
  const [key] = await until(LABEL_SECONDS, 'a label in the data bucket', async () => {
    const found = await listed(scene, data, prefix);
    return found.length > 0 ? found : undefined;
  });
  const kept = await objectText(scene, data, key!);
  must(kept.includes(label.id), `the object holds ${kept}`);
  return key!;
}
