import { z } from 'zod';
import { must, type Scene } from './scene.ts';

const PLACE = ['--stage', 'local'] as const;
const MAIL = 'oncall@example.org';

const listSchema = z.object({
  alarms: z.array(
    z.object({
      name: z.string(),
      state: z.string(),
      threshold: z.number(),
      deployed: z.number().nullable(),
      isTest: z.boolean(),
    }),
  ),
  recipients: z.array(z.object({ mail: z.string(), isConfirmed: z.boolean() })),
});

/** Another threshold, a recipient and a test, all without a deployment, by `weir alarms`. */
export async function alarmsAreSetAndTried(scene: Scene): Promise<string> {
  const before = await alarmNamed(scene, 'low-confidence');
  await scene.weir('alarms', 'set', 'low-confidence', '0.55', '--add-mail', MAIL, ...PLACE);
  const set = await alarmNamed(scene, 'low-confidence');
  must(set.threshold === 0.55, `low-confidence goes off at ${set.threshold}`);
  // MiniStack keeps no tags of alarms.
  must([null, 0.5].includes(set.deployed), `low-confidence was deployed with ${set.deployed}, as it tells`);
  must(before.threshold === 0.5, `low-confidence was deployed with ${before.threshold}`);
  const others = await alarmNamed(scene, 'slow-batches');
  must(others.threshold === 1_000, `slow-batches moved to ${others.threshold}`);
  await actionsStay(scene, 'low-confidence');
  await scene.weir('alarms', 'test', 'model-age', ...PLACE);
  const tried = await alarmNamed(scene, 'model-age');
  must(tried.state === 'alarm' && tried.isTest, `model-age is ${JSON.stringify(tried)}`);
  const { recipients } = await list(scene);
  must(
    recipients.some(({ mail }) => mail === MAIL),
    `${MAIL} is not among ${JSON.stringify(recipients)}`,
  );
  await scene.weir('alarms', 'set', '--remove-mail', MAIL, ...PLACE);
  return `low-confidence 0.55, model-age raised, ${recipients.length} recipient`;
}

/** After a deployment that has nothing to change. */
export async function thresholdsStay(scene: Scene): Promise<string> {
  const { threshold } = await alarmNamed(scene, 'low-confidence');
  must(threshold === 0.55, `a deployment moved low-confidence to ${threshold}`);
  return `low-confidence is still ${threshold}`;
}

async function list(scene: Scene) {
  return listSchema.parse(await scene.weir('alarms', 'list', ...PLACE));
}

async function alarmNamed(scene: Scene, name: string) {
  const found = (await list(scene)).alarms.find((alarm) => alarm.name === name);
  must(found !== undefined, `there is no alarm ${name}`);
  return found;
}

/** What is put with another threshold keeps all else. */
async function actionsStay({ aws, stage }: Scene, name: string): Promise<void> {
  const query = [
    '--query',
    'MetricAlarms[0].[AlarmActions[0], AlarmDescription, TreatMissingData, Period, Dimensions[].Name]',
  ];
  const full = `weir-local-${stage.model}-${name}`;
  const [action, description, missing, period, dimensions] = (await aws(
    ...['cloudwatch', 'describe-alarms', '--alarm-names', full],
    ...query,
  )) as [string, string, string, number, string[]];
  must(/:sns:/.test(action), `its action is ${action}`);
  must(description.endsWith(`#${name}`), `its description is ${description}`);
  must(missing === 'notBreaching' && period === 300, `it is ${missing} with periods of ${period} s`);
  must(dimensions.length === 4, `its dimensions are ${dimensions.join(', ')}`);
}
