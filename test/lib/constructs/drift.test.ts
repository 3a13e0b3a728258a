import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import type { InferenceStackProps } from '../../../lib/stacks/inference-stack.ts';
import {
  FUNCTION_DIRECTORY,
  inferenceStack,
  registryStack,
  testApp,
  trainingStack,
} from '../../support/cdk/stacks.ts';
import type { TemplateResource as Resource } from '../../support/cdk/template-resource.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:grafana-AbCdEf';
const GRAFANA = { grafanaUrl: 'https://grafana.example.com', grafanaTokenSecret: SECRET };
const LAMBDA = { kind: 'lambda', directory: FUNCTION_DIRECTORY } as const;

function resourcesOf(stack: ReturnType<typeof inferenceStack>): ReadonlyMap<string, Resource> {
  return new Map(Object.entries<Resource>(Template.fromStack(stack).toJSON().Resources));
}

function ofType(resources: ReadonlyMap<string, Resource>, type: string): Resource[] {
  return [...resources.values()].filter(({ Type }) => Type === type);
}

/** As a task on the cluster of a training stack. */
function asTask(props: Partial<InferenceStackProps> = {}, network: 'public' | 'private' = 'public') {
  const app = testApp();
  const platform = registryStack(app);
  const training = trainingStack(app, { platform, network });
  const place = training.taskPlace({ kind: 'repository', repository: platform.images });
  const drift = { ...props.drift, runner: { kind: 'fargate', place } } as const;
  return { app, stack: inferenceStack(app, { platform, ...props, drift }) };
}

const lambda = resourcesOf(inferenceStack(testApp(), { drift: { runner: LAMBDA, ...GRAFANA } }));
const task = resourcesOf(asTask({ drift: { runner: LAMBDA, ...GRAFANA } }).stack);

function schedule(resources: ReadonlyMap<string, Resource>) {
  const [found] = ofType(resources, 'AWS::Scheduler::Schedule');
  return found!.Properties;
}

test.each([
  ['a function', lambda],
  ['a task', task],
])(
  'as %s the job is started at a quarter past each hour, again when that fails, and then set aside',
  (_, resources) => {
    const { ScheduleExpression, ScheduleExpressionTimezone, Target } = schedule(resources);
    expect([ScheduleExpression, ScheduleExpressionTimezone]).toEqual(['cron(15 * * * ? *)', 'Etc/UTC']);
    expect(Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 3 });
    expect(Target.DeadLetterConfig.Arn['Fn::GetAtt'][0]).toMatch(/^DriftDeadLetters/);
  },
);

test('a function that fails is run once more, then told to the alarm topic', () => {
  const [job] = ofType(lambda, 'AWS::Lambda::EventInvokeConfig').filter(({ Properties }) =>
    JSON.stringify(Properties.FunctionName).includes('DriftJob'),
  );
  expect(job!.Properties.MaximumRetryAttempts).toBe(1);
  expect(JSON.stringify(job!.Properties.DestinationConfig.OnFailure)).toContain('Alarms');
});

const ENVIRONMENT = {
  WEIR_DRIFT_MODELS: 'wine-quality',
  WEIR_STAGE: 'test',
  WEIR_GRAFANA_URL: 'https://grafana.example.com',
  WEIR_GRAFANA_TOKEN_SECRET: SECRET,
  WEIR_DRIFT_CLOUDWATCH: 'true',
};

test('function and task are told the same', () => {
  const [job] = ofType(lambda, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties.Environment?.Variables.WEIR_DRIFT_MODELS,
  );
  const [container] = ofType(task, 'AWS::ECS::TaskDefinition')[0]!.Properties.ContainerDefinitions;
  const ofTask = Object.fromEntries(
    container.Environment.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value]),
  );
  expect(job!.Properties.Environment.Variables).toMatchObject(ENVIRONMENT);
  expect(ofTask).toMatchObject(ENVIRONMENT);
  expect(Object.keys(ofTask).filter((name) => !(name in job!.Properties.Environment.Variables))).toEqual([
    // Lambda sets it itself.
    'AWS_REGION',
  ]);
  expect(container.EntryPoint).toEqual(['node', 'monitoring/drift/run-drift.ts']);
  expect([container.ReadonlyRootFilesystem, container.StopTimeout]).toEqual([true, 120]);
});

/** What a role may, by action. */
function allowed(resources: ReadonlyMap<string, Resource>, role: string): Map<string, string> {
  const policies = ofType(resources, 'AWS::IAM::Policy').filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes(role),
  );
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return new Map(
    statements.flatMap(({ Action, Resource, Condition }) =>
      [Action].flat().map((action) => [action, JSON.stringify([Resource, Condition])] as const),
    ),
  );
}

test('the Scheduler may start this function, or this task on this cluster, and nothing else', () => {
  const ofFunction = allowed(lambda, 'DriftRole');
  expect([...ofFunction.keys()].sort()).toEqual([
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'lambda:InvokeFunction',
    'sqs:SendMessage',
  ]);
  expect(ofFunction.get('lambda:InvokeFunction')).not.toContain('*');
  const ofTask = allowed(task, 'DriftRole');
  expect([...ofTask.keys()].sort()).toEqual([
    'ecs:RunTask',
    'iam:PassRole',
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'sqs:SendMessage',
  ]);
  expect(ofTask.get('ecs:RunTask')).toMatch(/ecs:cluster/);
  expect(ofTask.get('iam:PassRole')).toMatch(/ecs-tasks\.amazonaws\.com/);
});

test('the job reads one secret, where there is a Grafana', () => {
  expect(allowed(lambda, 'JobRole').get('secretsmanager:GetSecretValue')).toContain(SECRET);
  const without = resourcesOf(inferenceStack(testApp()));
  expect(allowed(without, 'JobRole').has('secretsmanager:GetSecretValue')).toBe(false);
});

test('a task of a private network reads no metric, and a Grafana there is refused', () => {
  const { stack } = asTask({}, 'private');
  const text = JSON.stringify(Template.fromStack(stack).toJSON());
  expect(text).toContain('{"Name":"WEIR_DRIFT_CLOUDWATCH","Value":"false"}');
  expect(text).toContain('"AssignPublicIp":"DISABLED"');
  expect(() => asTask({ drift: { runner: LAMBDA, ...GRAFANA } }, 'private')).toThrow(
    /grafanaUrl is https:\/\/grafana\.example\.com, which a task in a private network does not reach/,
  );
});

test.each([
  [{ grafanaUrl: 'http://grafana.example.com', grafanaTokenSecret: SECRET }, /grafanaUrl is "http:/],
  [{ grafanaUrl: 'https://grafana.example.com' }, /grafanaTokenSecret is "";/],
  [{ grafanaTokenSecret: 'grafana' }, /grafanaTokenSecret is "grafana"; expected the whole ARN/],
  [{ reportUrl: 'https://user@example.com' }, /reportUrl is "https:\/\/user@example\.com"/],
])('the settings %j are refused with what is allowed', (settings, message) => {
  expect(() => inferenceStack(testApp(), { drift: { runner: LAMBDA, ...settings } })).toThrow(message);
});

test('a stream of labels ends in a function that keeps them, and tells of those that it cannot', () => {
  const resources = resourcesOf(inferenceStack(testApp(), { labels: { directory: FUNCTION_DIRECTORY } }));
  const names = ofType(resources, 'AWS::Kinesis::Stream').map(({ Properties }) => Properties.Name);
  expect(names).toContain('weir-test-wine-quality-labels');
  const [mapping] = ofType(resources, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) =>
    JSON.stringify(Properties.EventSourceArn).includes('LabelsStream'),
  );
  expect(mapping!.Properties).toMatchObject({
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumBatchingWindowInSeconds: 60,
    MaximumRecordAgeInSeconds: 43_200,
  });
  // By age alone: halved batches would use a number of tries up, label by label.
  expect(mapping!.Properties).not.toHaveProperty('MaximumRetryAttempts');
  expect(JSON.stringify(mapping!.Properties.DestinationConfig)).toContain('Alarms');
  const rights = allowed(resources, 'LabelsRole');
  expect(rights.get('s3:PutObject')).toContain('/labels/wine-quality/*');
  expect([...rights.keys()].filter((action) => /s3:(Get|List|Delete)/.test(action))).toEqual([]);
});

test('predictions are logged where a stage asks for it, and only then may the function write them', () => {
  const logged = resourcesOf(
    inferenceStack(testApp(), { function: { predictionLog: true, profileSeconds: 5 } }),
  );
  const puts = (resources: ReadonlyMap<string, Resource>) => {
    const policies = JSON.stringify(
      ofType(resources, 'AWS::IAM::Policy').filter(({ Properties }) =>
        JSON.stringify(Properties.Roles).includes('InferenceRole'),
      ),
    );
    return policies.includes('/predictions/wine-quality/*');
  };
  const variables = JSON.stringify(ofType(logged, 'AWS::Lambda::Function'));
  expect([puts(logged), puts(lambda)]).toEqual([true, false]);
  expect(variables).toContain('"WEIR_PREDICTION_LOG":"true"');
  expect(variables).toContain('"WEIR_PROFILE_SECONDS":"5"');
});

test('cdk-nag finds nothing in a task, a stream of labels and a log of predictions either', () => {
  const { app } = asTask({
    labels: { directory: FUNCTION_DIRECTORY },
    function: { predictionLog: true },
    drift: { runner: LAMBDA, ...GRAFANA },
  });
  app.synth();
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  expect(
    violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
  ).toEqual([]);
});
