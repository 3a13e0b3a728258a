import type { Duration } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type Removal, removalPolicy } from '../removal.ts';
import {
  ACCESS_LOG_LIFECYCLE,
  DATA_LIFECYCLE,
  quarantineLifecycle,
  REGISTRY_LIFECYCLE,
} from './lifecycles.ts';

export interface RegistryBucketsProps {
  readonly removal: Removal;
  readonly registryKey: Key;
  readonly quarantineKey: Key;
  readonly quarantineRetention: Duration;
}

/** The buckets of models, data and rejected records, and the one that their access logs go to. */
export class RegistryBuckets extends Construct {
  readonly registry: Bucket;
  readonly data: Bucket;
  readonly quarantine: Bucket;
  readonly accessLogs: Bucket;
  readonly #removal: Removal;

  constructor(scope: Construct, id: string, props: RegistryBucketsProps) {
    super(scope, id);
    this.#removal = props.removal;
    this.accessLogs = this.#accessLogs();
    this.registry = this.#versioned('Registry', props.registryKey, REGISTRY_LIFECYCLE);
    this.data = this.#versioned('Data', props.registryKey, DATA_LIFECYCLE);
    this.quarantine = this.#versioned(
      'Quarantine',
      props.quarantineKey,
      quarantineLifecycle(props.quarantineRetention),
    );
  }

  #versioned(id: string, encryptionKey: Key, lifecycleRules: readonly LifecycleRule[]): Bucket {
    const bucket = new Bucket(this, id, {
      ...this.#common(),
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey,
      // One request to KMS for many objects; without it each object's read and write is billed there as well.
      bucketKeyEnabled: true,
      lifecycleRules: [...lifecycleRules],
      serverAccessLogsBucket: this.accessLogs as IBucket,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
    });
    return this.#withItsPolicy(bucket);
  }

  /**
   * S3 delivers logs to a bucket with its own keys only. This one's own accesses are not logged: each log that is
   * delivered would bring another, for ever. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
   */
  #accessLogs(): Bucket {
    const bucket = new Bucket(this, 'AccessLogs', {
      ...this.#common(),
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [...ACCESS_LOG_LIFECYCLE],
    });
    return this.#withItsPolicy(bucket);
  }

  /** A bucket that outlives its stack stays under its rules: TLS only, and nothing published is deleted. */
  #withItsPolicy(bucket: Bucket): Bucket {
    bucket.policy?.applyRemovalPolicy(removalPolicy(this.#removal));
    return bucket;
  }

  #common(): BucketProps {
    return {
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: removalPolicy(this.#removal),
      autoDeleteObjects: this.#removal === 'destroy',
    };
  }
}
