import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { InferenceAlarms, type InferenceAlarmsProps } from '../constructs/alarms/inference-alarms.ts';
import { OwnMetricAlarms } from '../constructs/alarms/own-metric-alarms.ts';
import type { CostPrices } from '../constructs/dashboard/cost-chart.ts';
import { InferenceDashboard } from '../constructs/dashboard/inference-dashboard.ts';
import { ModelDashboard } from '../constructs/dashboard/model-dashboard.ts';
import { DriftFunction } from '../constructs/drift/drift-function.ts';
import { DriftJob, type DriftJobProps } from '../constructs/drift/drift-job.ts';
import { LabelAlarms } from '../constructs/drift/label-alarms.ts';
import { LabelStream } from '../constructs/drift/label-stream.ts';
import { reportsAddress } from '../constructs/drift/reports.ts';
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
  /** What judges hour by hour what the model sees. */
  readonly drift: Pick<DriftJobProps, 'runner' | 'grafanaUrl' | 'grafanaTokenSecret' | 'reportUrl'>;
  /** A stream for labels that come later: its built function. Default: labels come by weir label alone. */
  readonly labels?: { readonly directory: string };
  /** Whether the stage trains: the dashboard then shows its runs. Default: false. */
  readonly hasTraining?: boolean;
  /** Of the region, for the dashboard. Default: it shows no cost. */
  readonly prices?: CostPrices;
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
    const job = new DriftJob(this, 'Drift', {
      ...props.drift,
      name,
      stage,
      model,
      registry,
      encryptionKey: key,
      alarmTopic,
      removal,
    });
    const labels = props.labels && this.#labels(props, props.labels.directory, key);
    const parts = { streams, function: inference, eventSource };
    const told = { ...parts, ...props.alarms };
    const place = { ...told, topic: alarmTopic, alarmPrefix: name };
    const reportsUrl = reportsAddress({ registry, model, reportUrl: props.drift.reportUrl });
    const alarms = new InferenceAlarms(this, 'Alarms', place);
    const ownAlarms = new OwnMetricAlarms(this, 'OwnAlarms', { ...place, reportsUrl });
    const labelAlarms = labels && new LabelAlarms(this, 'LabelAlarms', { ...place, stage, model, labels });
    const alarmNames = [alarms, ownAlarms, labelAlarms].flatMap((some) => some?.alarmNames ?? []);
    const modelDashboardName = nameOfModelDashboard(name);
    new InferenceDashboard(this, 'Dashboard', {
      ...told,
      alarmNames,
      dashboardName: name,
      modelDashboardName,
    });
    new ModelDashboard(this, 'ModelDashboard', {
      ...told,
      job,
      reportsUrl,
      dashboardName: modelDashboardName,
      pathDashboardName: name,
      prices: props.prices,
      trainingName: props.hasTraining ? `${props.prefix}-${stage}-training` : undefined,
    });
    this.tell(outputs({ ...parts, job, labels, region: this.region, dashboardName: name }));
  }

  #labels({ prefix, stage, model, platform, removal }: InferenceStackProps, directory: string, key: Key) {
    const name = `${prefix}-${stage}-${model}-labels`;
    return new LabelStream(this, 'Labels', {
      stage,
      model,
      registry: platform.registry,
      streamName: name,
      logGroupName: `/aws/lambda/${name}`,
      directory,
      encryptionKey: key,
      alarmTopic: platform.alarmTopic,
      removal,
    });
  }
}

/** No model has "_" in its name, so that this is never the name of another model's path, as "-model" might be. */
function nameOfModelDashboard(pathDashboardName: string): string {
  return `${pathDashboardName}_model`;
}

interface Told {
  readonly streams: PredictionStreams;
  readonly function: InferenceFunction;
  readonly job: DriftJob;
  readonly labels: LabelStream | undefined;
  readonly region: string;
  readonly dashboardName: string;
}

/** What a person needs to use the deployed path. */
function outputs(told: Told): Outputs {
  const { region, dashboardName, job, labels } = told;
  const { input, output } = told.streams;
  const dashboards = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard`;
  return {
    InputStream: [input.streamName, 'Where records are put'],
    OutputStream: [output.streamName, 'Where predictions come'],
    FunctionName: [told.function.function.functionName, 'For weir replay --function'],
    SendCommand: [
      `aws kinesis put-record --region ${region} --stream-name ${input.streamName} --partition-key 1 --data fileb://record.json`,
      'Sends one record',
    ],
    ReadCommand: [
      `npx weir tail --from trim-horizon --region ${region} --stream ${output.streamName}`,
      'Shows predictions: with --endpoint-url aws or, of an emulator, AWS_ENDPOINT_URL',
    ],
    DashboardUrl: [`${dashboards}/${dashboardName}`, 'Traffic, latency, rejections, alarms'],
    ModelDashboardUrl: [
      `${dashboards}/${nameOfModelDashboard(dashboardName)}`,
      'Drift, accuracy, versions, training, cost',
    ],
    DriftLog: [job.logGroup.logGroupName, 'What the drift job says'],
    ...(job.job instanceof DriftFunction
      ? { DriftFunctionName: [job.job.function.functionName, 'Judges windows, each hour and when invoked'] }
      : {}),
    DriftDeadLettersUrl: [job.deadLetters.queueUrl, 'Starts of the drift job that failed'],
    ...(labels === undefined
      ? {}
      : { LabelStream: [labels.stream.streamName, 'Where labels are put that come later'] }),
  };
}
