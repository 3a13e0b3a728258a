import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function as LambdaFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV } from '../../contract/environment.ts';
import type { InferenceMetric } from '../../contract/metrics.ts';
import type { RejectionReason } from '../../contract/rejection.ts';
import { acknowledgeWildcard } from '../acknowledge-wildcard.ts';
import { allowLogs } from '../log-encryption.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';
import { grantProfiles } from '../model-registry/monitoring-access.ts';
import type { PredictionStreams } from '../prediction-streams/prediction-streams.ts';
import { type FunctionCode, packagedCode } from './function-code.ts';
import { FunctionMetrics } from './function-metrics.ts';
import {
  checkSettings,
  environmentOf,
  type FunctionSettings,
  MEMORY_TO_BEGIN_WITH_MB,
  TIMEOUT_TO_BEGIN_WITH_SECONDS,
} from './function-settings.ts';

export interface InferenceFunctionProps extends FunctionSettings {
  /**
   * Of the log, which outlives the function: that one has no fixed name, since it could then not be replaced, as a
   * change between zip and image wants it.
   */
  readonly logGroupName: string;
  readonly code: FunctionCode;
  readonly registry: ModelRegistry;
  /** Predictions go on its output. */
  readonly streams: PredictionStreams;
  /** Encrypts the log; its policy is made to admit CloudWatch Logs for this log alone. */
  readonly encryptionKey: Key;
  /** How long log lines are kept. Default: 30 days. */
  readonly logRetention?: RetentionDays;
}

const DEFAULT_MEMORY_MB = 1_769;
const DEFAULT_TIMEOUT = Duration.seconds(60);

/**
 * The function that answers batches of records with predictions.
 *
 * It writes its log lines as JSON itself, metrics among them: Lambda's own log format stays text, which leaves lines
 * as they are. It runs on x86_64: onnxruntime crashed on Lambda's other architecture for years
 * (https://github.com/microsoft/onnxruntime/issues/10038), and the built directory holds one architecture alone.
 */
export class InferenceFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly grantPrincipal: IPrincipal;
  readonly settings: FunctionSettings;
  readonly memoryMb: number;
  readonly timeout: Duration;
  readonly #metrics: FunctionMetrics;

  /** @throws UserError for a setting that the function or Lambda would refuse */
  constructor(scope: Construct, id: string, props: InferenceFunctionProps) {
    super(scope, id);
    checkSettings(props);
    this.settings = props;
    this.memoryMb = props.memoryMb ?? DEFAULT_MEMORY_MB;
    this.timeout = props.timeout ?? DEFAULT_TIMEOUT;
    this.#metrics = new FunctionMetrics(this, props);
    this.logGroup = this.#log(props);
    const role = this.#role(props);
    this.grantPrincipal = role;
    this.function = this.#function(props, role);
    acknowledgeWildcard(role, '*', 'X-Ray has no resources to name: PutTraceSegments wants "*".');
    this.#warn();
  }

  /** Lets it call the function, as a replay does. */
  grantInvoke(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.function.functionArn],
    });
  }

  /** What the function publishes itself. Default statistic: the sum of counts, the highest age, else the mean. */
  metric(name: InferenceMetric, options?: MetricOptions): Metric {
    return this.#metrics.metric(name, options);
  }

  /** Records that were rejected for one reason. */
  metricRejected(reason: RejectionReason, options?: MetricOptions): Metric {
    return this.#metrics.rejected(reason, options);
  }

  metricInvocations(options?: MetricOptions): Metric {
    return this.function.metricInvocations(minutely(Stats.SUM, options));
  }

  /** Invocations that threw, crashed or ran out of time; batches handed back are the metric BatchesUnfinished. */
  metricErrors(options?: MetricOptions): Metric {
    return this.function.metricErrors(minutely(Stats.SUM, options));
  }

  /** Invocations that no sandbox could be had for. */
  metricThrottles(options?: MetricOptions): Metric {
    return this.function.metricThrottles(minutely(Stats.SUM, options));
  }

  /** In ms; waiting out an outage is a part of it. */
  metricDuration(options?: MetricOptions): Metric {
    return this.function.metricDuration(minutely(Stats.AVERAGE, options));
  }

  metricConcurrentExecutions(options?: MetricOptions): Metric {
    return this.function.metric('ConcurrentExecutions', minutely(Stats.MAXIMUM, options));
  }

  /** How old a batch's last record is when the function gets it, in ms: it grows while a batch is retried. */
  metricIteratorAge(options?: MetricOptions): Metric {
    return this.function.metric('IteratorAge', minutely(Stats.MAXIMUM, options));
  }

  #log(props: InferenceFunctionProps): LogGroup {
    allowLogs(props.encryptionKey, props.logGroupName);
    return new LogGroup(this, 'Log', {
      logGroupName: props.logGroupName,
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      encryptionKey: props.encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** What the code does and no more; the event source mapping adds what it needs to read. */
  #role({ registry, streams, model, predictionLog = false }: InferenceFunctionProps): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    Grant.addToPrincipal({
      grantee: role,
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resourceArns: [this.logGroup.logGroupArn],
    });
    registry.grantRead(role, model);
    registry.grantQuarantine(role, model);
    grantProfiles(registry, role, model, predictionLog);
    streams.grantPutPredictions(role);
    return role;
  }

  #function(props: InferenceFunctionProps, role: Role): LambdaFunction {
    return new LambdaFunction(this, 'Function', {
      ...packagedCode(props.code),
      description: `Answers records of ${props.model} (${props.stage}) with predictions.`,
      architecture: Architecture.X86_64,
      memorySize: this.memoryMb,
      timeout: this.timeout,
      tracing: Tracing.ACTIVE,
      logGroup: this.logGroup,
      role,
      environment: {
        ...environmentOf(props),
        [ENV.registry]: props.registry.registryUri,
        [ENV.quarantine]: props.registry.quarantineUri,
        [ENV.monitoring]: props.registry.dataUri,
        [ENV.outputStream]: props.streams.output.streamName,
      },
      ...(props.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
  }

  #warn(): void {
    if (this.memoryMb < MEMORY_TO_BEGIN_WITH_MB) {
      Annotations.of(this).addWarningV2(
        'weir:memory',
        `memoryMb is ${this.memoryMb}: Node, onnxruntime and a large batch want at least ${MEMORY_TO_BEGIN_WITH_MB}; a batch for which it does not suffice ends as an error and is halved.`,
      );
    }
    const seconds = this.timeout.toSeconds();
    if (seconds < TIMEOUT_TO_BEGIN_WITH_SECONDS) {
      Annotations.of(this).addWarningV2(
        'weir:timeout',
        `timeout is ${seconds} s: of less than ${TIMEOUT_TO_BEGIN_WITH_SECONDS} s, half or so is kept free for the answer, and an outage is hardly waited out before it costs a retry.`,
      );
    }
  }
}

function minutely(statistic: string, options: MetricOptions = {}): MetricOptions {
  return { statistic, period: Duration.minutes(1), ...options };
}
