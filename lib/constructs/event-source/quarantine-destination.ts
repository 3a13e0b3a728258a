import { Grant } from 'aws-cdk-lib/aws-iam';
import type {
  DlqDestinationConfig,
  IEventSourceDlq,
  IEventSourceMapping,
  IFunction,
} from 'aws-cdk-lib/aws-lambda';
import { keys } from '../../contract/keys.ts';
import { acknowledgeWildcard } from '../acknowledge-wildcard.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';

const REASON =
  'Lambda names what it gives up by mapping, shard and time, below this prefix at the root of the bucket.';

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
    const failedBatches = quarantineBucket.arnForObjects(`${keys.failedBatchesPrefix()}*`);
    const grant = (action: string, resource: string) =>
      Grant.addToPrincipal({ grantee: targetHandler, actions: [action], resourceArns: [resource] });
    grant('s3:PutObject', failedBatches);
    // Lambda takes no destination that the role cannot list.
    grant('s3:ListBucket', quarantineBucket.bucketArn);
    grant('kms:GenerateDataKey', quarantineKey.keyArn);
    const { role } = targetHandler;
    if (role !== undefined) acknowledgeWildcard(role, failedBatches, REASON);
    return { destination: quarantineBucket.bucketArn };
  }
}
