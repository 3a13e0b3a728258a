import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  EventSourceMapping,
  Function as LambdaFunction,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DRIFT_ENV, ENV } from '../../contract/environment.ts';
import type { AlarmTopic } from '../alarms/alarm-topic.ts';
import { MappingAlarmDestination } from '../first-model/alarm-destination.ts';
import { allowLogs } from '../log-encryption.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';
import { grantLabels } from '../model-registry/monitoring-access.ts';
import { READ_ACTIONS } from '../prediction-streams/prediction-streams.ts';
import { type Removal, removalPolicy } from '../removal.ts';

export interface LabelStreamProps {
  readonly stage: string;
  readonly model: string;
  readonly registry: ModelRegistry;
  readonly streamName: string;
  readonly logGroupName: string;
  /** The built function: a directory with index.mjs. */
  readonly directory: string;
  /** Encrypts the stream and the log. */
  readonly encryptionKey: Key;
  /** Hears of labels that were given up. */
  readonly alarmTopic: AlarmTopic;
  readonly removal: Removal;
}

const MEMORY_MB = 512;
const TIMEOUT = Duration.minutes(1);

/** Labels are few beside records: one shard takes 1,000 a second. */
const SHARDS = 1;

/** An object for up to a minute of labels, rather than one for each. */
const MAPPING = {
  batchSize: 10_000,
  maxBatchingWindow: Duration.seconds(60),
  bisectBatchOnError: true,
  reportBatchItemFailures: true,
  // Tried until they are too old, however often: the function fails at once, so that no number of tries says how long an
  // outage may last; and halved batches would use them up label by label, each with a message of its own.
  // Half of the stream's retention: the other half is for whoever was told, who finds them there.
  maxRecordAge: Duration.hours(12),
  startingPosition: StartingPosition.TRIM_HORIZON,
} as const;

/**
 * A stream of labels that come later, and the function that puts them where the drift job finds them. Of what it
 * cannot store to the end the topic of alarms is told: which shard, from where to where. Not the quarantine: a replay
 * would take labels for records.
 */
export class LabelStream extends Construct {
  readonly stream: Stream;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: LabelStreamProps) {
    super(scope, id);
    const { encryptionKey, removal } = props;
    this.stream = new Stream(this, 'Stream', {
      streamName: props.streamName,
      streamMode: StreamMode.PROVISIONED,
      shardCount: SHARDS,
      encryption: StreamEncryption.KMS,
      encryptionKey,
      removalPolicy: removalPolicy(removal),
    });
    Validations.of(this.stream).acknowledge({
      id: 'AwsSolutions-KDS3',
      reason:
        'The rule warns of the price of a customer key; it is asked for, since its policy says who reads the labels.',
    });
    this.function = this.#function(props);
    new EventSourceMapping(this, 'Mapping', {
      ...MAPPING,
      target: this.function,
      eventSourceArn: this.stream.streamArn,
      onFailure: new MappingAlarmDestination(props.alarmTopic),
    });
  }

  #function(props: LabelStreamProps): LambdaFunction {
    const { encryptionKey, logGroupName, registry, model, stage } = props;
    allowLogs(encryptionKey, logGroupName);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new LambdaFunction(this, 'Function', {
      description: `Keeps labels of ${model} (${stage}) that come later`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.directory),
      memorySize: MEMORY_MB,
      timeout: TIMEOUT,
      logGroup,
      role: this.#role(props, logGroup),
      environment: {
        [DRIFT_ENV.monitoring]: registry.dataUri,
        [DRIFT_ENV.stage]: stage,
        [ENV.model]: model,
      },
    });
  }

  #role({ registry, model, encryptionKey }: LabelStreamProps, logGroup: LogGroup): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const allow = (actions: string[], arn: string) =>
      Grant.addToPrincipal({ grantee: role, actions, resourceArns: [arn] });
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    allow([...READ_ACTIONS], this.stream.streamArn);
    allow(['kms:Decrypt'], encryptionKey.keyArn);
    grantLabels(registry, role, model);
    return role;
  }
}
