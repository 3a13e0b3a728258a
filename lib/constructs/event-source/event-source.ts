import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import {
  EventSourceMapping,
  type IEventSourceDlq,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { EventSourceMappingSettings } from '../../contract/event-source-mapping.ts';

export interface EventSourceProps {
  readonly stream: IStream;
  readonly function: LambdaFunction;
  /** As resolveMapping gives them. */
  readonly settings: EventSourceMappingSettings;
  /** Where batches go that are given up. */
  readonly destination: IEventSourceDlq;
}

/** The event source mapping: what feeds the stream's records to the function. */
export class EventSource extends Construct {
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: EventSourceProps) {
    super(scope, id);
    const { settings } = props;
    props.function.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        resources: [props.stream.streamArn],
      }),
    );
    this.mapping = new EventSourceMapping(this, 'Mapping', {
      target: props.function,
      eventSourceArn: props.stream.streamArn,
      startingPosition: StartingPosition[settings.startingPosition],
      batchSize: settings.batchSize,
      maxBatchingWindow: Duration.seconds(settings.maximumBatchingWindowInSeconds),
      parallelizationFactor: settings.parallelizationFactor,
      bisectBatchOnError: settings.bisectBatchOnFunctionError,
      retryAttempts: settings.maximumRetryAttempts,
      maxRecordAge: Duration.seconds(settings.maximumRecordAgeInSeconds),
      reportBatchItemFailures: settings.functionResponseTypes.length > 0,
      onFailure: props.destination,
    });
  }
}
