import type { Construct } from 'constructs';
import { InferenceAlarms, type InferenceAlarmsProps } from '../constructs/alarms/inference-alarms.ts';
import { InferenceDashboard } from '../constructs/dashboard/inference-dashboard.ts';
import { encryptionKey } from '../constructs/encryption-key.ts';
import { EventSource, type EventSourceProps } from '../constructs/event-source/event-source.ts';
import { QuarantineDestination } from '../constructs/event-source/quarantine-destination.ts';
import { FirstModel, type FirstModelSource } from '../constructs/first-model/first-model.ts';
import type { FunctionCode } from '../constructs/inference-function/function-code.ts';
import type { FunctionSettings } from '../constructs/inference-function/function-settings.ts';
import { InferenceFunction } from '../constructs/inference-function/inference-function.ts';
import {
  PredictionStreams,
  type PredictionStreamsProps,
} from '../constructs/prediction-streams/prediction-streams.ts';
import type { Removal } from '../constructs/removal.ts';
import type { RegistryStack } from './registry-stack.ts';
import { type Outputs, WeirStack, type WeirStackProps } from './weir-stack.ts';

/** The settings of the parts are those of their constructs, which say range and default. */
export interface InferenceStackProps extends WeirStackProps {
  readonly removal: Removal;
  /** Its name is a part of all names. */
  readonly model: string;
  /** What the models of the stage share. */
  readonly platform: RegistryStack;
  readonly code: FunctionCode;
  readonly streams: Pick<PredictionStreamsProps, 'capacity' | 'retention'>;
  /** Default: the function's own. */
  readonly function?: Omit<FunctionSettings, 'stage' | 'model'>;
  /** Default: WEIR_MAPPING, and producers that do not aggregate. */
  readonly eventSource?: Pick<EventSourceProps, 'settings' | 'aggregated'>;
  /** Default: those of each threshold, and the runbook of the repository. */
  readonly alarms?: Pick<InferenceAlarmsProps, 'thresholds' | 'runbookUrl'>;
  /** The version to begin with, when the registry has none. Default: the records wait for a promotion. */
  readonly firstModel?: FirstModelSource;
}

/** The streaming path of one model: records in, predictions out. */
export class InferenceStack extends WeirStack {
  constructor(scope: Construct, id: string, props: InferenceStackProps) {
    super(scope, id, props);
    const { model, removal, platform, stage } = props;
    const { registry, alarmTopic } = platform;
    const name = `${props.prefix}-${stage}-${model}`;
    const key = encryptionKey(this, 'Key', removal);
    const streams = new PredictionStreams(this, 'Streams', {
      ...props.streams,
      inputStreamName: `${name}-input`,
      outputStreamName: `${name}-output`,
      encryptionKey: key,
      removal,
    });
    const inference = new InferenceFunction(this, 'Inference', {
      ...props.function,
      logGroupName: `/aws/lambda/${name}-inference`,
      stage,
      model,
      code: props.code,
      registry,
      streams,
      encryptionKey: key,
    });
    const eventSource = new EventSource(this, 'EventSource', {
      ...props.eventSource,
      streams,
      function: inference,
      destination: new QuarantineDestination(registry),
    });
    if (props.firstModel !== undefined) {
      new FirstModel(this, 'FirstModel', {
        model,
        registry,
        source: props.firstModel,
        logGroupName: `/aws/lambda/${name}-first-model`,
        encryptionKey: key,
        alarmTopic,
      });
    }
    const parts = { streams, function: inference, eventSource };
    const told = { ...parts, ...props.alarms };
    const alarms = new InferenceAlarms(this, 'Alarms', { ...told, topic: alarmTopic, alarmPrefix: name });
    new InferenceDashboard(this, 'Dashboard', { ...told, alarms, dashboardName: name });
    this.tell(outputs({ ...parts, region: this.region, dashboardName: name }));
  }
}

interface Told {
  readonly streams: PredictionStreams;
  readonly function: InferenceFunction;
  readonly region: string;
  readonly dashboardName: string;
}

/** What a person needs to use the deployed path. */
function outputs({ streams: { input, output }, function: inference, region, dashboardName }: Told): Outputs {
  const console = `https://${region}.console.aws.amazon.com`;
  return {
    InputStream: [input.streamName, 'Where records are put'],
    OutputStream: [output.streamName, 'Where predictions come'],
    FunctionName: [inference.function.functionName, 'For weir replay --function'],
    SendCommand: [
      `aws kinesis put-record --region ${region} --stream-name ${input.streamName} --partition-key 1 --data fileb://record.json`,
      'Sends one record',
    ],
    ReadCommand: [
      `npx weir tail --from trim-horizon --region ${region} --stream ${output.streamName}`,
      'Shows predictions: with --endpoint-url aws or, of an emulator, AWS_ENDPOINT_URL',
    ],
    DashboardUrl: [
      `${console}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`,
      'Traffic, latency, rejections, alarms',
    ],
  };
}
