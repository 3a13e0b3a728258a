import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { EventSource } from '../event-source/event-source.ts';
import type { InferenceFunction } from '../inference-function/inference-function.ts';
import type { PredictionStreams } from '../prediction-streams/prediction-streams.ts';
import type { AlarmTopic } from './alarm-topic.ts';

export interface InferenceAlarmsProps {
  readonly streams: PredictionStreams;
  readonly function: InferenceFunction;
  readonly eventSource: EventSource;
  readonly topic: AlarmTopic;
}

/** The alarms of the streaming path. */
export class InferenceAlarms extends Construct {
  readonly alarms: readonly Alarm[] = [];

  constructor(scope: Construct, id: string, _props: InferenceAlarmsProps) {
    super(scope, id);
  }
}
