import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { keys } from '../../contract/keys.ts';
import { type Removal, removalPolicy } from '../removal.ts';

export interface ModelRegistryProps {
  /** What a deleted stack leaves behind. */
  readonly removal: Removal;
  /** How long rejected records are kept: at least a day. Default: 30 days. */
  readonly quarantineRetention?: Duration;
}

/** The model registry's three buckets: models; data of studies, windows and drift; rejected records. */
export class ModelRegistry extends Construct {
  readonly registryKey: Key;
  readonly quarantineKey: Key;
  readonly registryBucket: Bucket;
  readonly dataBucket: Bucket;
  /** Rejected records, and what the event source mapping gave up: it has no prefix, since Lambda writes at its root. */
  readonly quarantineBucket: Bucket;

  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    this.registryKey = this.#key('RegistryKey', props);
    this.quarantineKey = this.#key('QuarantineKey', props);
    this.registryBucket = this.#bucket('Registry', this.registryKey, props);
    this.dataBucket = this.#bucket('Data', this.registryKey, props);
    this.quarantineBucket = this.#bucket('Quarantine', this.quarantineKey, props);
    this.quarantineBucket.addLifecycleRule({ expiration: props.quarantineRetention ?? Duration.days(30) });
  }

  /** For WEIR_REGISTRY. */
  get registryUri(): string {
    return `s3://${this.registryBucket.bucketName}`;
  }

  /** For WEIR_QUARANTINE. */
  get quarantineUri(): string {
    return `s3://${this.quarantineBucket.bucketName}`;
  }

  /** Lets it read the versions and aliases of one model. */
  grantRead(grantee: IGrantable, model: string): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: [this.registryBucket.arnForObjects(`${keys.modelPrefix(model)}*`)],
    })
      .combine(
        Grant.addToPrincipal({
          grantee,
          actions: ['s3:ListBucket'],
          resourceArns: [this.registryBucket.bucketArn],
        }),
      )
      .combine(
        Grant.addToPrincipal({
          grantee,
          actions: ['kms:Decrypt'],
          resourceArns: [this.registryKey.keyArn],
        }),
      );
  }

  /** Lets it put rejected records of one model in quarantine. */
  grantQuarantine(grantee: IGrantable, model: string): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject'],
      resourceArns: [this.quarantineBucket.arnForObjects(`${keys.quarantinePrefix(model)}*`)],
    }).combine(
      Grant.addToPrincipal({
        grantee,
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resourceArns: [this.quarantineKey.keyArn],
      }),
    );
  }

  #key(id: string, props: ModelRegistryProps): Key {
    return new Key(this, id, { enableKeyRotation: true, removalPolicy: removalPolicy(props.removal) });
  }

  #bucket(id: string, key: Key, props: ModelRegistryProps): Bucket {
    return new Bucket(this, id, {
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: removalPolicy(props.removal),
      autoDeleteObjects: props.removal === 'destroy',
    });
  }
}
