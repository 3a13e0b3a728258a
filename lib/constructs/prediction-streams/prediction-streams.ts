import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type Removal, removalPolicy } from '../removal.ts';

/** How much a stream takes: so many shards, or what comes, at twice the price or more. */
export type StreamCapacity =
  | { readonly mode: 'provisioned'; readonly inputShards: number; readonly outputShards: number }
  | { readonly mode: 'on-demand' };

export interface PredictionStreamsProps {
  readonly inputStreamName: string;
  readonly outputStreamName: string;
  readonly capacity: StreamCapacity;
  /** How long both streams keep their records: 24 hours to 365 days. Default: 24 hours. */
  readonly retention?: Duration;
  /** Encrypts both streams. */
  readonly encryptionKey: IKey;
  readonly removal: Removal;
}

/** The stream that records come in on, and the one that predictions go out on. */
export class PredictionStreams extends Construct {
  readonly input: Stream;
  readonly output: Stream;
  readonly retention: Duration;

  constructor(scope: Construct, id: string, props: PredictionStreamsProps) {
    super(scope, id);
    this.retention = props.retention ?? Duration.hours(24);
    const { capacity } = props;
    const shards =
      capacity.mode === 'provisioned'
        ? { input: { shardCount: capacity.inputShards }, output: { shardCount: capacity.outputShards } }
        : { input: {}, output: {} };
    const common = {
      streamMode: capacity.mode === 'provisioned' ? StreamMode.PROVISIONED : StreamMode.ON_DEMAND,
      retentionPeriod: this.retention,
      encryption: StreamEncryption.KMS,
      encryptionKey: props.encryptionKey,
      removalPolicy: removalPolicy(props.removal) as RemovalPolicy,
    };
    this.input = new Stream(this, 'Input', { ...common, streamName: props.inputStreamName, ...shards.input });
    this.output = new Stream(this, 'Output', {
      ...common,
      streamName: props.outputStreamName,
      ...shards.output,
    });
  }
}
