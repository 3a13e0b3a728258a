import { CfnOutput, Duration } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { InferenceAlarms } from '../constructs/alarms/inference-alarms.ts';
import { InferenceDashboard } from '../constructs/dashboard/inference-dashboard.ts';
import { EventSource } from '../constructs/event-source/event-source.ts';
import { QuarantineDestination } from '../constructs/event-source/quarantine-destination.ts';
import { FirstModel, type FirstModelSource } from '../constructs/first-model/first-model.ts';
import type { FunctionCode } from '../constructs/inference-function/function-code.ts';
import { InferenceFunction } from '../constructs/inference-function/inference-function.ts';
import {
  PredictionStreams,
  type StreamCapacity,
} from '../constructs/prediction-streams/prediction-streams.ts';
import { type Removal, removalPolicy } from '../constructs/removal.ts';
import type { EventSourceMappingSettings } from '../contract/event-source-mapping.ts';
import type { Order, OutputFormat } from '../contract/prediction.ts';
import type { RegistryStack } from './registry-stack.ts';
import { WeirStack, type WeirStackProps } from './weir-stack.ts';

/** What is left out has the default of the construct that it goes to, which says range and meaning too. */
export interface InferenceStackProps extends WeirStackProps {
  readonly removal: Removal;
  readonly model: string;
  readonly platform: RegistryStack;
  readonly code: FunctionCode;
  readonly capacity: StreamCapacity;
  readonly mapping: Partial<EventSourceMappingSettings>;
  /** Producers aggregate records with the KPL. */
  readonly aggregated?: boolean;
  readonly retentionHours?: number;
  readonly memoryMb?: number;
  readonly timeoutSeconds?: number;
  readonly reservedConcurrency?: number | undefined;
  readonly pollSeconds?: number;
  readonly order?: Order;
  readonly outputFormat?: OutputFormat;
  /** The version to begin with, when the registry has none. Default: the records wait for a promotion. */
  readonly firstModel?: FirstModelSource;
}

/** The streaming path of one model: records in, predictions out. */
export class InferenceStack extends WeirStack {
  constructor(scope: Construct, id: string, props: InferenceStackProps) {
    super(scope, id, props);
    const { registry, alarmTopic } = props.platform;
    const name = `${props.prefix}-${props.stage}-${props.model}`;
    const key = new Key(this, 'Key', {
      enableKeyRotation: true,
      removalPolicy: removalPolicy(props.removal),
    });
    const streams = new PredictionStreams(this, 'Streams', {
      inputStreamName: `${name}-input`,
      outputStreamName: `${name}-output`,
      capacity: props.capacity,
      ...(props.retentionHours === undefined ? {} : { retention: Duration.hours(props.retentionHours) }),
      encryptionKey: key,
      removal: props.removal,
    });
    const inference = new InferenceFunction(this, 'Inference', {
      logGroupName: `/aws/lambda/${name}-inference`,
      stage: props.stage,
      model: props.model,
      code: props.code,
      registry,
      streams,
      encryptionKey: key,
      ...(props.memoryMb === undefined ? {} : { memoryMb: props.memoryMb }),
      ...(props.timeoutSeconds === undefined ? {} : { timeout: Duration.seconds(props.timeoutSeconds) }),
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrency: props.reservedConcurrency }),
      ...(props.pollSeconds === undefined ? {} : { pollSeconds: props.pollSeconds }),
      ...(props.order === undefined ? {} : { order: props.order }),
      ...(props.outputFormat === undefined ? {} : { outputFormat: props.outputFormat }),
    });
    const eventSource = new EventSource(this, 'EventSource', {
      streams,
      function: inference,
      settings: props.mapping,
      ...(props.aggregated === undefined ? {} : { aggregated: props.aggregated }),
      destination: new QuarantineDestination(registry),
    });
    if (props.firstModel !== undefined) {
      new FirstModel(this, 'FirstModel', {
        model: props.model,
        registry,
        source: props.firstModel,
        logGroupName: `/aws/lambda/${name}-first-model`,
        encryptionKey: key,
        alarmTopic,
      });
    }
    const parts = { streams, function: inference, eventSource };
    const alarms = new InferenceAlarms(this, 'Alarms', { ...parts, topic: alarmTopic });
    new InferenceDashboard(this, 'Dashboard', { ...parts, alarms, dashboardName: name });
    new CfnOutput(this, 'InputStream', { value: streams.input.streamName });
    new CfnOutput(this, 'OutputStream', { value: streams.output.streamName });
    new CfnOutput(this, 'FunctionName', { value: inference.function.functionName });
  }
}
