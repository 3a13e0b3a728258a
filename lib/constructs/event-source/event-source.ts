import { Annotations, Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
  type IEventSourceDlq,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type EventSourceMappingSettings, UNLIMITED } from '../../contract/event-source-mapping.ts';
import type { InferenceFunction } from '../inference-function/inference-function.ts';
import type { PredictionStreams } from '../prediction-streams/prediction-streams.ts';
import { checkedMapping, mappingWarnings } from './mapping-settings.ts';

export interface EventSourceProps {
  /** Its input is read. */
  readonly streams: PredictionStreams;
  readonly function: InferenceFunction;
  /** With the names and ranges of Lambda's API; what is left out is WEIR_MAPPING's. Default: WEIR_MAPPING. */
  readonly settings?: Partial<EventSourceMappingSettings>;
  /** Where batches go that are given up. */
  readonly destination: IEventSourceDlq;
  /**
   * Producers aggregate records with the KPL. With a function that keeps the order of keys, the parallelization
   * factor must then be 1. Default: false.
   */
  readonly aggregated?: boolean;
}

/** The event source mapping: what feeds the stream's records to the function. */
export class EventSource extends Construct {
  readonly mapping: EventSourceMapping;
  /** As deployed. */
  readonly settings: EventSourceMappingSettings;

  /** @throws UserError for settings that Lambda would refuse, or with which records would be lost or change order */
  constructor(scope: Construct, id: string, props: EventSourceProps) {
    super(scope, id);
    const surroundings = surroundingsOf(props);
    this.settings = checkedMapping(props.settings ?? {}, surroundings);
    for (const [id, warning] of mappingWarnings(this.settings, surroundings)) {
      Annotations.of(this).addWarningV2(id, warning);
    }
    props.streams.grantReadRecords(props.function);
    this.mapping = new EventSourceMapping(this, 'Mapping', {
      target: props.function.function,
      eventSourceArn: props.streams.input.streamArn,
      onFailure: props.destination,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
      ...optionsOf(this.settings),
    });
  }

  /** Records that Lambda read. */
  metricPolledEvents(options?: MetricOptions): Metric {
    return this.#metric('PolledEventCount', options);
  }

  /** Records that the function was invoked with, again and again where it failed. */
  metricInvokedEvents(options?: MetricOptions): Metric {
    return this.#metric('InvokedEventCount', options);
  }

  /** Records of invocations that failed or handed them back. */
  metricFailedInvokeEvents(options?: MetricOptions): Metric {
    return this.#metric('FailedInvokeEventCount', options);
  }

  /** Records that were given up. */
  metricDroppedEvents(options?: MetricOptions): Metric {
    return this.#metric('DroppedEventCount', options);
  }

  /** Records that went to the destination: fewer than were dropped means that it could not be written. */
  metricDestinationEvents(options?: MetricOptions): Metric {
    return this.#metric('OnFailureDestinationDeliveredEventCount', options);
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics */
  #metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: this.mapping.eventSourceMappingId },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
      ...options,
    }).attachTo(this);
  }
}

function surroundingsOf({ streams, function: inference, aggregated = false }: EventSourceProps) {
  const { capacity, retention } = streams;
  const { order = 'none', reservedConcurrency } = inference.settings;
  const shards = capacity.mode === 'provisioned' ? capacity.inputShards : undefined;
  return { retention, timeout: inference.timeout, order, aggregated, shards, reservedConcurrency };
}

/** In CDK's words, which leave out what has no limit. */
function optionsOf(settings: EventSourceMappingSettings): EventSourceMappingOptions {
  return {
    batchSize: settings.batchSize,
    maxBatchingWindow: Duration.seconds(settings.maximumBatchingWindowInSeconds),
    parallelizationFactor: settings.parallelizationFactor,
    startingPosition: StartingPosition[settings.startingPosition],
    bisectBatchOnError: settings.bisectBatchOnFunctionError,
    reportBatchItemFailures: settings.functionResponseTypes.length > 0,
    maxRecordAge: Duration.seconds(settings.maximumRecordAgeInSeconds),
    ...(settings.maximumRetryAttempts === UNLIMITED ? {} : { retryAttempts: settings.maximumRetryAttempts }),
    ...(settings.startingPositionTimestamp === undefined
      ? {}
      : { startingPositionTimestamp: settings.startingPositionTimestamp }),
  };
}
