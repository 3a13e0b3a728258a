import { Duration, Validations } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode, type StreamProps } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type Removal, removalPolicy } from '../removal.ts';
import {
  checkedRetention,
  checkedShards,
  checkedStreamName,
  type StreamCapacity,
} from './stream-settings.ts';

export type { StreamCapacity } from './stream-settings.ts';

/** Encrypts with the key that Kinesis keeps in each account: no price, no policy, no reader of another account. */
export const AWS_MANAGED = 'aws-managed';

export interface PredictionStreamsProps {
  /** 1 to 128 letters, digits, "_", "-" and ".": it is part of every prediction's id. */
  readonly inputStreamName: string;
  /** 1 to 128 letters, digits, "_", "-" and ".". */
  readonly outputStreamName: string;
  /**
   * Of provisioned streams, each shard count is 1 to 10,000; one deployment may at most double or halve it. The mode
   * can be switched twice in 24 hours, of which a deployment that is rolled back takes both.
   */
  readonly capacity: StreamCapacity;
  /**
   * How long both streams keep their records: 24 hours to 365 days, in whole hours. More than 24 hours cost extra.
   * The event source mapping gives records up before they expire, so its record age must be below it.
   * Default: 24 hours.
   */
  readonly retention?: Duration;
  /** Encrypts both streams: a customer key, or AWS_MANAGED. */
  readonly encryptionKey: IKey | typeof AWS_MANAGED;
  readonly removal: Removal;
}

export const READ_ACTIONS = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

/** What the KPL, and `weir send`, ask beside the puts themselves. */
const PRODUCER_ACTIONS = [
  'kinesis:DescribeStreamSummary',
  'kinesis:ListShards',
  'kinesis:PutRecord',
  'kinesis:PutRecords',
];

/**
 * The stream that records come in on, and the one that predictions go out on.
 *
 * An on-demand stream that distributes records by itself (RecordDistributionStrategy AUTO) does not look at their
 * partition keys, so the order of a key would be lost: it is left out, and the keys decide.
 */
export class PredictionStreams extends Construct {
  readonly input: Stream;
  readonly output: Stream;
  readonly retention: Duration;
  readonly capacity: StreamCapacity;
  readonly #key: IKey | undefined;

  /** @throws UserError for a name, a number of shards or a retention that Kinesis would refuse */
  constructor(scope: Construct, id: string, props: PredictionStreamsProps) {
    super(scope, id);
    this.retention = checkedRetention(props.retention ?? Duration.hours(24));
    this.capacity = props.capacity;
    this.#key = props.encryptionKey === AWS_MANAGED ? undefined : props.encryptionKey;
    const streamName = checkedStreamName('inputStreamName', props.inputStreamName);
    const outputName = checkedStreamName('outputStreamName', props.outputStreamName);
    this.input = this.#stream('Input', props, { streamName, ...shardsOf(props.capacity, 'inputShards') });
    this.output = this.#stream('Output', props, {
      streamName: outputName,
      ...shardsOf(props.capacity, 'outputShards'),
    });
  }

  /** Lets a producer put records. */
  grantPutRecords(grantee: IGrantable): Grant {
    return this.#grant(grantee, this.input, PRODUCER_ACTIONS, 'kms:GenerateDataKey');
  }

  /** Lets the event source mapping, which acts as the function's role, read the records. */
  grantReadRecords(grantee: IGrantable): Grant {
    return this.#grant(grantee, this.input, READ_ACTIONS, 'kms:Decrypt');
  }

  /** Lets the function put predictions. */
  grantPutPredictions(grantee: IGrantable): Grant {
    return this.#grant(grantee, this.output, ['kinesis:PutRecords'], 'kms:GenerateDataKey');
  }

  /** Lets a consumer read the predictions. */
  grantReadPredictions(grantee: IGrantable): Grant {
    return this.#grant(grantee, this.output, READ_ACTIONS, 'kms:Decrypt');
  }

  /**
   * How old the records are that the readers of the input get, in ms. It has no values while nobody reads, which a
   * mapping that retries a batch may do: the function's own iterator age is the one to alarm on.
   */
  metricIteratorAge(options?: MetricOptions): Metric {
    return this.input.metricGetRecordsIteratorAgeMilliseconds(minutely(Stats.MAXIMUM, options));
  }

  /** Records put on the input, an aggregate counted once. */
  metricInputRecords(options?: MetricOptions): Metric {
    return this.input.metricIncomingRecords(minutely(Stats.SUM, options));
  }

  metricInputBytes(options?: MetricOptions): Metric {
    return this.input.metricIncomingBytes(minutely(Stats.SUM, options));
  }

  /** Puts that the input refused because a shard was full: producers must try again. */
  metricInputThrottles(options?: MetricOptions): Metric {
    return this.input.metricWriteProvisionedThroughputExceeded(minutely(Stats.SUM, options));
  }

  metricOutputRecords(options?: MetricOptions): Metric {
    return this.output.metricIncomingRecords(minutely(Stats.SUM, options));
  }

  metricOutputBytes(options?: MetricOptions): Metric {
    return this.output.metricIncomingBytes(minutely(Stats.SUM, options));
  }

  /** Puts that the output refused because a shard was full: the function waits and its batches take longer. */
  metricOutputThrottles(options?: MetricOptions): Metric {
    return this.output.metricWriteProvisionedThroughputExceeded(minutely(Stats.SUM, options));
  }

  #stream(id: string, props: PredictionStreamsProps, own: StreamProps): Stream {
    const stream = new Stream(this, id, {
      ...own,
      streamMode: props.capacity.mode === 'provisioned' ? StreamMode.PROVISIONED : StreamMode.ON_DEMAND,
      retentionPeriod: this.retention,
      removalPolicy: removalPolicy(props.removal),
      ...(this.#key === undefined
        ? { encryption: StreamEncryption.MANAGED }
        : { encryption: StreamEncryption.KMS, encryptionKey: this.#key }),
    });
    if (this.#key !== undefined) {
      Validations.of(stream).acknowledge({
        id: 'AwsSolutions-KDS3',
        reason:
          'The rule warns of the price of a customer key; it is asked for, since its policy says who reads the records.',
      });
    }
    return stream;
  }

  #grant(grantee: IGrantable, stream: Stream, actions: string[], keyAction: string): Grant {
    const grant = Grant.addToPrincipal({ grantee, actions, resourceArns: [stream.streamArn] });
    if (this.#key === undefined) return grant;
    const resourceArns = [this.#key.keyArn];
    return grant.combine(Grant.addToPrincipal({ grantee, actions: [keyAction], resourceArns }));
  }
}

/** @throws UserError */
function shardsOf(
  capacity: StreamCapacity,
  prop: 'inputShards' | 'outputShards',
): { readonly shardCount?: number } {
  return capacity.mode === 'on-demand' ? {} : { shardCount: checkedShards(prop, capacity[prop]) };
}

function minutely(statistic: string, options: MetricOptions = {}): MetricOptions {
  return { statistic, period: Duration.minutes(1), ...options };
}
