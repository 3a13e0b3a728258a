import { Grant } from 'aws-cdk-lib/aws-iam';
import type {
  DlqDestinationConfig,
  IEventSourceDlq,
  IEventSourceMapping,
  IFunction,
} from 'aws-cdk-lib/aws-lambda';
import { keys } from '../../contract/keys.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';

/**
 * The quarantine bucket as the on-failure destination of an event source mapping.
 *
 * CDK's own S3OnFailureDestination lets the function read and delete the whole bucket; this one lets it write below
 * aws/lambda/ and nothing else. https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export class QuarantineDestination implements IEventSourceDlq {
  readonly #registry: ModelRegistry;

  constructor(registry: ModelRegistry) {
    this.#registry = registry;
  }

  bind(_target: IEventSourceMapping, targetHandler: IFunction): DlqDestinationConfig {
    const { quarantineBucket, quarantineKey } = this.#registry;
    const grants = [
      {
        actions: ['s3:PutObject'],
        resource: quarantineBucket.arnForObjects(`${keys.failedBatchesPrefix()}*`),
      },
      { actions: ['s3:ListBucket'], resource: quarantineBucket.bucketArn },
      { actions: ['kms:GenerateDataKey'], resource: quarantineKey.keyArn },
    ];
    for (const { actions, resource } of grants) {
      Grant.addToPrincipal({ grantee: targetHandler, actions, resourceArns: [resource] });
    }
    return { destination: quarantineBucket.bucketArn };
  }
}
