import { expect, test } from 'vitest';
import { readContext } from '../../../bin/deploy/context.ts';
import { resolveStage } from '../../../bin/deploy/resolve-stage.ts';
import { summaryText } from '../../../bin/deploy/summary.ts';
import { DEFAULT_STAGE, STAGES } from '../../../bin/stages.ts';
import { DIGEST, PARTS } from '../../support/cdk/deployments.ts';

/** What a person reads after a synthesis, by what was on the command line. */
function summaryFor(context: Readonly<Record<string, string>>, stages = STAGES): string {
  const deployment = resolveStage(stages, DEFAULT_STAGE, readContext(context));
  const inference =
    deployment.package === 'zip' ? { directory: '/built', digest: '', bytes: 47_700_000 } : undefined;
  const leftOut = [{ path: 'stack/Alarm', type: 'AWS::CloudWatch::Alarm', reason: 'refused' }];
  const stacks = ['one', 'two'];
  return summaryText({ deployment, parts: { ...PARTS, inference }, leftOut, stacks, milliseconds: 2_345 });
}

test('the summary says stage, place, time, stacks, package and size', () => {
  expect(summaryFor({ package: 'zip', account: '123456789012' })).toMatch(
    /^weir: stage dev in us-east-1 of account 123456789012, synthesized in 2\.3 s\n {2}stacks {4}one, two\n {2}function {2}a zip of 47\.7 MB unpacked/,
  );
  expect(summaryFor({ stage: 'dev' })).toContain('Docker (-c package=zip: without)');
  expect(summaryFor({ package: DIGEST })).toContain(`the image ${DIGEST}`);
});

test('the summary says what a model begins with, and what a later command must not forget', () => {
  expect(summaryFor({})).toContain(
    "wine-quality: this machine's champion, trained on wines.csv, goes into the registry",
  );
  expect(summaryFor({ model: 'churn' })).toContain(
    'churn: no champion on this machine (weir train makes one)',
  );
  expect(summaryFor({ stage: 'prod', model: 'churn' })).toContain('churn: the stage begins with no model');
  expect(summaryFor({ model: 'churn' })).toContain('cdk destroy too, wants -c model=churn');
});

test('the summary says when nobody hears of alarms, and what an emulator does not get', () => {
  expect(summaryFor({})).toContain('alarms are told to nobody');
  expect(summaryFor({ mails: 'a@example.com' })).not.toContain('alarms are told to nobody');
  expect(summaryFor({ stage: 'local' })).toContain('left out: stack/Alarm (AWS::CloudWatch::Alarm): refused');
});

test('the summary says whose image the training tasks want, where the deployment builds none', () => {
  const wanted = 'training tasks want the image of training/Dockerfile';
  expect(summaryFor({ package: 'zip' })).toContain(wanted);
  expect(summaryFor({ package: DIGEST })).toContain(wanted);
  expect(summaryFor({})).not.toContain(wanted);
  expect(summaryFor({ stage: 'local' })).not.toContain(wanted);
  const onFargate = { dev: { ...STAGES.dev!, monitoring: { job: 'fargate' } } } as const;
  expect(summaryFor({ package: 'zip' }, onFargate)).toContain(
    'training tasks and the hourly drift job want the image',
  );
});
