import { Duration } from 'aws-cdk-lib';
import type { Alarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { EventSource } from '../event-source/event-source.ts';
import type { InferenceFunction } from '../inference-function/inference-function.ts';
import type { PredictionStreams } from '../prediction-streams/prediction-streams.ts';
import { type AddedAlarms, type AlarmPlace, type AlarmRule, addAlarms } from './add-alarm.ts';
import { type AlarmName, descriptionOf } from './alarm-descriptions.ts';
import { recordsNotFed, rejectedShare } from './alarm-expressions.ts';
import { type AlarmThresholds, checkedThresholds } from './alarm-thresholds.ts';

export interface InferenceAlarmsProps extends AlarmPlace {
  readonly streams: PredictionStreams;
  readonly function: InferenceFunction;
  readonly eventSource: EventSource;
  /** Default: those of each threshold. */
  readonly thresholds?: AlarmThresholds;
}

const SHARE_PERIOD = Duration.minutes(5);

/**
 * The alarms of the streaming path, each for what a person has to do something about.
 *
 * What is retried heals by itself more often than not, so it must go on: three minutes of the latest fifteen, by the
 * minute, which also holds an alarm while retries are minutes apart. What is certain, such as records that were
 * given up, tells at once. An idle stream has no values, which is no fault: missing data is never breaching, and an
 * alarm ends by itself when nothing more happens.
 */
export class InferenceAlarms extends Construct implements AddedAlarms {
  readonly alarms: readonly Alarm[];
  readonly alarmNames: readonly string[];

  /** @throws UserError for a threshold or a name that cannot be */
  constructor(scope: Construct, id: string, props: InferenceAlarmsProps) {
    super(scope, id);
    const { alarms, alarmNames } = addAlarms(this, rulesOf(props), props, descriptionOf);
    this.alarms = alarms;
    this.alarmNames = alarmNames;
  }
}

function rulesOf(props: InferenceAlarmsProps): Readonly<Record<AlarmName, AlarmRule>> {
  const { function: inference, eventSource } = props;
  const thresholds = checkedThresholds(props.thresholds);
  const repeated = repeatedly(inference.timeout);
  return {
    'function-errors': repeated(inference.metricErrors(), thresholds.functionErrors),
    'function-throttles': repeated(inference.metricThrottles(), thresholds.functionThrottles),
    'unfinished-batches': repeated(inference.metric('BatchesUnfinished'), thresholds.unfinishedBatches),
    // Lambda's, not the stream's own: that one is of the reads, which stop while a batch is retried.
    'iterator-age': repeated(inference.metricIteratorAge(), thresholds.iteratorAgeSeconds * 1_000),
    'given-up': atOnce(eventSource.metricDestinationEvents()),
    dropped: atOnce(eventSource.metricDroppedEvents()),
    'rejected-share': {
      metric: rejectedShare(inference, thresholds.rejectedOfAtLeast, SHARE_PERIOD),
      threshold: thresholds.rejectedShare,
      // A producer with a fault goes on; a single bad file does not.
      datapointsToAlarm: 2,
      evaluationPeriods: 2,
    },
    'no-champion': atOnce(inference.metric('NoChampion')),
    'not-fed': unfed(props),
  };
}

/**
 * In three minutes of the latest fifteen, or of so many that four invocations that last to their time-out begin in
 * them: with 15 minutes each there is a value in a quarter of an hour only.
 */
function repeatedly(timeout: Duration): (metric: IMetric, threshold: number) => AlarmRule {
  const evaluationPeriods = Math.max(15, Math.ceil((4 * timeout.toSeconds()) / 60));
  return (metric, threshold) => ({ metric, threshold, datapointsToAlarm: 3, evaluationPeriods });
}

/** Once is enough; five minutes keep an alarm from ending and starting again between two retries. */
function atOnce(metric: IMetric): AlarmRule {
  return { metric, threshold: 1, datapointsToAlarm: 1, evaluationPeriods: 5 };
}

/**
 * In two periods in a row, each longer than a record of a healthy path waits: then the function was invoked in the
 * second one, at the latest, with what came in the first, wherever CloudWatch lets the periods begin. So a record
 * that is put at the end of a period and fed in the next wakes nobody. A record waits for its window, for the
 * invocation before it, and for a mapping that is new (minutes) or was changed (90 s); the two services' metrics
 * differ by minutes as well. Of ten minutes at least, so that a producer of one record in ten minutes is seen.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
function unfed({ streams, function: inference, eventSource }: InferenceAlarmsProps): AlarmRule {
  const waitSeconds = eventSource.settings.maximumBatchingWindowInSeconds + inference.timeout.toSeconds();
  const period = Duration.minutes(Math.max(10, Math.ceil(waitSeconds / 60) + 4));
  return {
    metric: recordsNotFed(streams, eventSource, period),
    threshold: 1,
    datapointsToAlarm: 2,
    evaluationPeriods: 2,
  };
}
