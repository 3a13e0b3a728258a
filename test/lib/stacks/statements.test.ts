import { expect, test } from 'vitest';
import { everyDeployment, type Resource } from '../../support/cdk/deployments.ts';

/** What statements allow, over all policies of every stage: least privilege, and a reason for each exception. */

interface Statement {
  readonly resource: Resource;
  /** Of an identity, as opposed to a policy that hangs on a key, a bucket or a topic. */
  readonly ofIdentity: boolean;
  readonly actions: readonly string[];
  /** With "<…>" for what another resource says of itself. */
  readonly resources: readonly string[];
}

interface Exception {
  /** The construct path below the stack. */
  readonly path: RegExp;
  /** The action, or the resource. */
  readonly what: RegExp;
  readonly reason: string;
}

const deployments = everyDeployment();
const statements = deployments.flatMap(({ resources }) => resources.flatMap(allowed));

/** Statements that deny are no privilege: a wildcard makes them stricter. */
function allowed(resource: Resource): Statement[] {
  const { properties } = resource;
  const documents = [
    properties.PolicyDocument,
    properties.KeyPolicy,
    properties.RepositoryPolicyText,
    properties.AssumeRolePolicyDocument,
    ...(properties.Policies ?? []).map((policy: { PolicyDocument: unknown }) => policy.PolicyDocument),
  ].filter((document) => document !== undefined);
  const ofIdentity = /^AWS::IAM::/.test(resource.type);
  return documents
    .flatMap((document) => document.Statement)
    .filter((statement) => statement.Effect === 'Allow')
    .map((statement) => ({
      resource,
      ofIdentity,
      actions: [statement.Action].flat(),
      resources: [statement.Resource ?? []].flat().map(text),
    }));
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = (value as Record<string, readonly [string, readonly unknown[]]>)['Fn::Join'];
  return join === undefined ? '<…>' : join[1].map(text).join(join[0]);
}

/** Wildcards without an exception, and exceptions without a wildcard. */
function unexplained(
  exceptions: readonly Exception[],
  found: readonly { readonly resource: Resource; readonly what: string }[],
): { readonly wildcards: string[]; readonly idle: string[] } {
  const fits = ({ path, what }: Exception, wildcard: (typeof found)[number]) =>
    path.test(wildcard.resource.path) && what.test(wildcard.what);
  return {
    wildcards: [
      ...new Set(
        found
          .filter((wildcard) => !exceptions.some((exception) => fits(exception, wildcard)))
          .map(({ resource, what }) => `${resource.path} ${what}`),
      ),
    ],
    idle: exceptions
      .filter((exception) => !found.some((wildcard) => fits(exception, wildcard)))
      .map(({ path, what }) => `${path} ${what}`),
  };
}

const ACTION_EXCEPTIONS: readonly Exception[] = [
  {
    path: /Key\/Resource$/,
    what: /^kms:\*$/,
    reason: "the statement that a key policy needs, or nobody could administer the key: the account's own",
  },
  {
    path: /^ModelRegistry\/.*\/Policy\/Resource$/,
    what: /^s3:(GetBucket|List|DeleteObject)\*$/,
    reason: "the provider function of CDK's autoDeleteObjects, in stages whose data goes with the stack",
  },
];

test('no statement of ours allows an action by a wildcard', () => {
  const found = statements.flatMap(({ resource, actions }) =>
    actions.filter((action) => action.includes('*')).map((what) => ({ resource, what })),
  );
  expect(statements.length).toBeGreaterThan(50);
  expect(unexplained(ACTION_EXCEPTIONS, found)).toEqual({ wildcards: [], idle: [] });
});

const INFERENCE_ROLE = /^Inference\/Role\/DefaultPolicy\/Resource$/;

const RESOURCE_EXCEPTIONS: readonly Exception[] = [
  {
    path: INFERENCE_ROLE,
    what: /^\*$/,
    reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords know no resources',
  },
  {
    path: INFERENCE_ROLE,
    what: /^<…>\/(models|quarantine|windows|predictions)\/wine-quality\/\*$/,
    reason: 'objects of its own model, whose keys are made as versions are published and records come',
  },
  {
    path: /^Drift\/Job\/JobRole\/DefaultPolicy\/Resource$/,
    what: /^<…>\/(models|windows|predictions|labels|drift|accuracy|merged)\/wine-quality\/\*$/,
    reason: 'objects of its own model, of which there are some for each hour',
  },
  {
    path: /^Drift\/Job\/JobRole\/DefaultPolicy\/Resource$/,
    what: /^\*$/,
    reason: 'cloudwatch:GetMetricData knows no resources',
  },
  {
    path: /^Labels\/Role\/DefaultPolicy\/Resource$/,
    what: /^<…>\/labels\/wine-quality\/\*$/,
    reason: 'labels of its own model, in an object for each batch that comes',
  },
  {
    path: INFERENCE_ROLE,
    what: /^<…>\/aws\/lambda\/\*$/,
    reason: 'the on-failure destination, where Lambda itself chooses the keys',
  },
  {
    path: /^FirstModel\/Role\/DefaultPolicy\/Resource$/,
    what: /^<…>\/models\/wine-quality\/(\*|artifacts\/\*|history\/champion\/\*)$/,
    reason: 'objects of one model, whose keys are random or tell the time of their making',
  },
  {
    path: /^ModelRegistry\/Roles\/(Reader|Trainer|Promoter)\/DefaultPolicy\/Resource$/,
    what: /^<…>\/models\/\*\/(\*|artifacts\/\*|versions\/\*|aliases\/\*|history\/\*\/\*)$/,
    reason: 'objects of one kind of all models, which are published long after the roles are made',
  },
  {
    path: /^Tasks\/ExecutionRole\/DefaultPolicy\/Resource$/,
    what: /^\*$/,
    reason: 'ecr:GetAuthorizationToken knows no resources',
  },
  {
    path: /^Tasks\/WorkerRole\/DefaultPolicy\/Resource$/,
    what: /^<…>\/(datasets|studies)\/\*$/,
    reason: 'data that people put there, and studies that are named when their runs begin',
  },
  {
    path: /^Tasks\/FinalizerRole\/DefaultPolicy\/Resource$/,
    what: /^<…>\/(studies|models\/wine-quality)\/(\*|artifacts\/\*|versions\/\*|aliases\/\*|history\/\*\/\*)$/,
    reason: 'objects of studies and of its own models, whose keys are made as runs go on',
  },
  {
    path: /^Workflow\/Role\/DefaultPolicy\/Resource$/,
    what: /^arn:aws:ecs:us-east-1:(<…>|\d{12}):task\/<…>\/\*$/,
    reason: 'tasks of the own cluster, which get their ids when they start',
  },
  {
    path: /^Workflow\/Role\/DefaultPolicy\/Resource$/,
    what: /^arn:aws:ecs:us-east-1:(<…>|\d{12}):task-definition\/weir-\w+-training-(worker|finalizer):\*$/,
    reason: 'a deployment in the middle of a run makes another revision of its tasks',
  },
  {
    path: /^Workflow\/Role\/DefaultPolicy\/Resource$/,
    what: /^\*$/,
    reason: 'log deliveries and X-Ray know no resources',
  },
];

test('a role is given resources by a wildcard only where the table says why', () => {
  const found = statements
    .filter(({ ofIdentity }) => ofIdentity)
    .flatMap(({ resource, resources }) =>
      resources.filter((what) => what.includes('*')).map((what) => ({ resource, what })),
    );
  expect(unexplained(RESOURCE_EXCEPTIONS, found)).toEqual({ wildcards: [], idle: [] });
});

test('a training worker may write studies and nothing else, and only the finalizer may move aliases', () => {
  const writes = (path: RegExp) =>
    statements
      .filter(({ resource, actions }) => path.test(resource.path) && actions.includes('s3:PutObject'))
      .flatMap(({ resources }) => resources.map((arn) => arn.replace(/^<…>\//, '').split('/')[0]));
  const paths = deployments
    .flatMap(({ resources }) => resources)
    .filter(({ path }) => /^Tasks\/(Worker|Finalizer)Role\/Resource$/.test(path))
    .map(({ path, properties }) => [
      path.split('/')[1],
      /alias-writers/.test(JSON.stringify(properties.Path ?? '')),
    ]);
  expect(new Set(writes(/^Tasks\/WorkerRole\//))).toEqual(new Set(['studies']));
  expect(new Set(writes(/^Tasks\/FinalizerRole\//))).toEqual(new Set(['studies', 'models']));
  expect(Object.fromEntries(paths)).toEqual({ WorkerRole: false, FinalizerRole: true });
});

test('the function writes what it counts of its own model and nothing else of the data, and the job no window', () => {
  const written = (path: RegExp) =>
    statements
      .filter(({ resource, actions }) => path.test(resource.path) && actions.includes('s3:PutObject'))
      .flatMap(({ resources }) => resources.map((arn) => arn.replace(/^<…>\//, '')));
  expect(new Set(written(INFERENCE_ROLE))).toEqual(
    new Set([
      'quarantine/wine-quality/*',
      'aws/lambda/*',
      'windows/wine-quality/*',
      // Where a stage asks for the log of predictions.
      'predictions/wine-quality/*',
    ]),
  );
  expect(new Set(written(/^Drift\/Job\/JobRole\//))).toEqual(
    new Set([
      'drift/wine-quality/*',
      'accuracy/wine-quality/*',
      'merged/wine-quality/*',
      'pace/wine-quality.json',
    ]),
  );
});

test('no policy lets everybody in', () => {
  const open = deployments
    .flatMap(({ resources }) => resources)
    // The policy of an endpoint gives nobody a right: it takes away from what goes through it.
    .filter(({ type }) => type !== 'AWS::EC2::VPCEndpoint')
    .filter(({ properties }) =>
      [properties.PolicyDocument, properties.KeyPolicy, properties.AssumeRolePolicyDocument]
        .filter((document) => document !== undefined)
        .flatMap((document) => document.Statement)
        .some(
          (statement) =>
            statement.Effect === 'Allow' &&
            /^("\*"|\{"AWS":"\*"\})$/.test(JSON.stringify(statement.Principal) ?? '') &&
            statement.Condition === undefined,
        ),
    );
  expect(open.map(({ place }) => place)).toEqual([]);
});
