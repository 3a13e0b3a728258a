import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { UserError } from '../../../lib/contract/errors.ts';
import type { AlarmDesk } from '../alarm-desk.ts';
import { KNOWN_ALARMS, type KnownAlarm } from '../catalogue.ts';
import { alarmsOf, putThreshold, raise, toAlarmNow } from './cloudwatch-alarms.ts';
import { mailSubscriptions, subscribe, unsubscribe } from './sns-mails.ts';

export interface AwsDeskOptions {
  readonly region: string;
  /** First part of all names of the stage. */
  readonly prefix: string;
  readonly stage: string;
  readonly model: string;
}

/** The alarms of a deployed stage: credentials and endpoint come from the standard AWS_* environment. */
export function awsDesk(options: AwsDeskOptions): AlarmDesk {
  const { region, stage, model } = options;
  const cloudWatch = new CloudWatchClient({ region, maxAttempts: 5 });
  const sns = new SNSClient({ region, maxAttempts: 5 });
  const fullNames = new Map(KNOWN_ALARMS.map((alarm) => [fullName(alarm, options), alarm]));
  const deployed = async () => {
    const alarms = await alarmsOf(cloudWatch, [...fullNames.keys()]);
    if (alarms.length > 0) return alarms;
    throw new UserError(
      `there is no alarm of ${model} in stage ${stage} in ${region}: deploy it, or say with --stage, --model, --prefix and --region where it is`,
    );
  };
  const named = async (alarm: KnownAlarm) => {
    const found = (await deployed()).find(({ AlarmName }) => AlarmName === fullName(alarm, options));
    if (found !== undefined) return found;
    throw new UserError(`the stage ${stage} has no alarm ${alarm.name}: the deployment left it out`);
  };
  const topic = async () => {
    const arn = (await deployed()).flatMap(({ AlarmActions = [] }) => AlarmActions).find(isTopic);
    if (arn !== undefined) return arn;
    throw new UserError(`the alarms of the stage ${stage} tell no topic; cdk deploy puts that back`);
  };
  return {
    place: `stage ${stage} in ${region}`,
    known: KNOWN_ALARMS,
    async list() {
      const there = new Map((await deployed()).map((alarm) => [alarm.AlarmName, alarm]));
      const found = [...fullNames].flatMap(([name, { name: short }]) => {
        const alarm = there.get(name);
        return alarm === undefined ? [] : [toAlarmNow(cloudWatch, short, alarm)];
      });
      return Promise.all(found);
    },
    isWatched: async () => true,
    setThreshold: async (alarm, threshold) => putThreshold(cloudWatch, await named(alarm), threshold),
    test: async (alarm) => raise(cloudWatch, await named(alarm)),
    recipients: async () => {
      const found = await mailSubscriptions(sns, await topic());
      return found.map(({ mail, arn }) => ({ mail, isConfirmed: arn !== undefined }));
    },
    addMail: async (mail) => subscribe(sns, await topic(), mail),
    removeMail: async (mail) => unsubscribe(sns, await topic(), mail),
  };
}

function fullName({ name, of }: KnownAlarm, { prefix, stage, model }: AwsDeskOptions): string {
  return of === 'model' ? `${prefix}-${stage}-${model}-${name}` : `${prefix}-${stage}-${name}`;
}

function isTopic(arn: string): boolean {
  return /^arn:[^:]+:sns:/.test(arn);
}
