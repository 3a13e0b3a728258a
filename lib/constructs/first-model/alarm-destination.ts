import { Grant } from 'aws-cdk-lib/aws-iam';
import type {
  DestinationConfig,
  DlqDestinationConfig,
  IDestination,
  IEventSourceDlq,
  IEventSourceMapping,
  IFunction,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { AlarmTopic } from '../alarms/alarm-topic.ts';

/**
 * The topic of alarms as the place where Lambda tells of asynchronous invocations that failed to the end. CDK's own
 * destination would grant kms:GenerateDataKey*.
 *
 * The mail carries the request as it came: of a custom resource that holds ResponseURL, a signed address with which
 * whoever reads the mail can answer CloudFormation, for this one request and until the signature ends.
 */
export class AlarmDestination implements IDestination {
  readonly #alarms: AlarmTopic;

  constructor(alarms: AlarmTopic) {
    this.#alarms = alarms;
  }

  bind(_scope: Construct, target: IFunction): DestinationConfig {
    return { destination: told(this.#alarms, target) };
  }
}

/** The same of an event source mapping: what was given up, without the records. */
export class MappingAlarmDestination implements IEventSourceDlq {
  readonly #alarms: AlarmTopic;

  constructor(alarms: AlarmTopic) {
    this.#alarms = alarms;
  }

  bind(_target: IEventSourceMapping, targetHandler: IFunction): DlqDestinationConfig {
    return { destination: told(this.#alarms, targetHandler) };
  }
}

/** @returns the topic's ARN, which the function may then publish on */
function told({ topic, key }: AlarmTopic, grantee: IFunction): string {
  Grant.addToPrincipal({ grantee, actions: ['sns:Publish'], resourceArns: [topic.topicArn] });
  Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resourceArns: [key.keyArn],
  });
  return topic.topicArn;
}
