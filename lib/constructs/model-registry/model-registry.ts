import { Aws, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable, type Role } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CHAMPION } from '../../contract/alias.ts';
import { keys } from '../../contract/keys.ts';
import { encryptionKey } from '../encryption-key.ts';
import { grantObjects } from '../object-access.ts';
import { keepAutoDeleteLog } from './auto-delete-log.ts';
import { addReaderAccounts } from './reader-accounts.ts';
import { RegistryBuckets } from './registry-buckets.ts';
import { checkRegistryProps, type ModelRegistryProps } from './registry-props.ts';
import { RegistryRoles } from './registry-roles.ts';
import { storedBytes, storedObjects } from './storage-metrics.ts';
import { addWriteRules } from './write-rules.ts';

export type { ModelRegistryProps, RoleAssumers } from './registry-props.ts';

const PUBLISH_ADDS =
  'The keys of artifacts are random and those of versions are counted by their publishers.';

/**
 * The model registry: three buckets (models; data of studies, windows and drift; rejected records), the roles that
 * read and write them, and the rules that hold whatever a role may.
 *
 * A grant without a model is one for all models. Its actions are those that lib/registry and lib/quarantine call.
 */
export class ModelRegistry extends Construct {
  /** Encrypts models and data. */
  readonly registryKey: Key;
  readonly quarantineKey: Key;
  readonly registryBucket: Bucket;
  readonly dataBucket: Bucket;
  /** Rejected records, and what the event source mapping gave up: it has no prefix, since Lambda writes at its root. */
  readonly quarantineBucket: Bucket;
  readonly readerRole: Role;
  readonly trainerRole: Role;
  readonly promoterRole: Role;
  /**
   * IAM path of the roles that may write aliases: the bucket refuses all others. A role of another stack gets it as
   * its `path`. An attribute of the role itself, such as a tag, would be theirs to set who tag a session.
   */
  readonly aliasWriterPath: string;

  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    const quarantineRetention = checkRegistryProps(props);
    const { removal } = props;
    this.registryKey = encryptionKey(this, 'RegistryKey', removal);
    this.quarantineKey = encryptionKey(this, 'QuarantineKey', removal);
    const { registryKey, quarantineKey } = this;
    const buckets = new RegistryBuckets(this, 'Buckets', {
      removal,
      registryKey,
      quarantineKey,
      quarantineRetention,
    });
    this.registryBucket = buckets.registry;
    this.dataBucket = buckets.data;
    this.quarantineBucket = buckets.quarantine;
    this.aliasWriterPath = `/${Stack.of(this).stackName}/alias-writers/`;
    addWriteRules(this.registryBucket, {
      aliasWriters: `arn:${Aws.PARTITION}:iam::${Stack.of(this).account}:role${this.aliasWriterPath}*`,
      emptiedBy: keepAutoDeleteLog(this, registryKey),
    });
    addReaderAccounts(this.registryBucket, registryKey, props.readerAccounts ?? []);
    const { aliasWriterPath } = this;
    const roles = new RegistryRoles(this, 'Roles', { assumers: props.assumers ?? {}, aliasWriterPath });
    this.readerRole = roles.reader;
    this.trainerRole = roles.trainer;
    this.promoterRole = roles.promoter;
    this.grantRead(roles.reader);
    this.grantPublish(roles.trainer);
    this.grantPublish(roles.promoter);
    this.grantPromote(roles.promoter);
  }

  /** For WEIR_REGISTRY. */
  get registryUri(): string {
    return `s3://${this.registryBucket.bucketName}`;
  }

  /** Where studies, windows and training data are. */
  get dataUri(): string {
    return `s3://${this.dataBucket.bucketName}`;
  }

  /** Where training data are: without a slash at its end, which whoever types a path below it adds. */
  get datasetsUri(): string {
    return `${this.dataUri}/${keys.datasetsPrefix().replace(/\/$/, '')}`;
  }

  /** For WEIR_QUARANTINE. */
  get quarantineUri(): string {
    return `s3://${this.quarantineBucket.bucketName}`;
  }

  /**
   * Lets it read the versions, artifacts and aliases of a model.
   *
   * The right to list has no condition on the prefix: S3 answers for an object that is not there with 404 only to
   * those who may list the bucket, and to others with 403, which would make "no champion yet" an outage.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  grantRead(grantee: IGrantable, model = '*'): Grant {
    return grantObjects(grantee, {
      bucket: this.registryBucket,
      actions: ['s3:GetObject'],
      keys: [`${keys.modelPrefix(model)}*`],
      reason: 'A model has any number of versions, artifacts and aliases, each an object.',
    })
      .combine(allow(grantee, ['s3:ListBucket'], this.registryBucket.bucketArn))
      .combine(allow(grantee, ['kms:Decrypt'], this.registryKey.keyArn));
  }

  /** Lets it read, and publish versions of a model; it moves no alias. */
  grantPublish(grantee: IGrantable, model = '*'): Grant {
    return this.grantRead(grantee, model)
      .combine(
        grantObjects(grantee, {
          bucket: this.registryBucket,
          actions: ['s3:PutObject'],
          keys: [`${keys.artifactsPrefix(model)}*`, `${keys.versionsPrefix(model)}*`],
          reason: PUBLISH_ADDS,
        }),
      )
      .combine(allow(grantee, ['kms:GenerateDataKey'], this.registryKey.keyArn));
  }

  /** Lets it read, and move the aliases of a model: a role must have `aliasWriterPath` as its path as well. */
  grantPromote(grantee: IGrantable, model = '*'): Grant {
    return this.grantRead(grantee, model)
      .combine(
        grantObjects(grantee, {
          bucket: this.registryBucket,
          actions: ['s3:PutObject'],
          keys: [`${keys.aliasesPrefix(model)}*`, `${keys.historyPrefix(model, '*')}*`],
          reason: 'A model has any aliases, and its history one object for each of their moves.',
        }),
      )
      .combine(allow(grantee, ['kms:GenerateDataKey'], this.registryKey.keyArn));
  }

  /** Lets it read, publish the first version of a model, and make that its champion: see FirstModel. */
  grantFirstVersion(grantee: IGrantable, model: string): Grant {
    return this.grantRead(grantee, model)
      .combine(
        grantObjects(grantee, {
          bucket: this.registryBucket,
          actions: ['s3:PutObject'],
          keys: [
            `${keys.artifactsPrefix(model)}*`,
            keys.version(model, 1),
            keys.alias(model, CHAMPION),
            `${keys.historyPrefix(model, CHAMPION)}*`,
          ],
          reason: 'The keys of artifacts are random, and the history has one object for each move.',
        }),
      )
      .combine(allow(grantee, ['kms:GenerateDataKey'], this.registryKey.keyArn));
  }

  /** Lets it read the data that models are trained on. */
  grantDatasets(grantee: IGrantable): Grant {
    return grantObjects(grantee, {
      bucket: this.dataBucket,
      actions: ['s3:GetObject'],
      keys: [`${keys.datasetsPrefix()}*`],
      reason: 'Training data are put there by people, under names of their choice.',
    })
      .combine(allow(grantee, ['s3:ListBucket'], this.dataBucket.bucketArn))
      .combine(allow(grantee, ['kms:Decrypt'], this.registryKey.keyArn));
  }

  /**
   * Lets it work on studies: claim trials, report them, and end them. It deletes nothing, and sees no window, no
   * training data and no model.
   */
  grantStudies(grantee: IGrantable): Grant {
    return grantObjects(grantee, {
      bucket: this.dataBucket,
      actions: ['s3:GetObject', 's3:PutObject'],
      keys: [`${keys.studiesPrefix()}*`],
      reason: 'A study is named when its run begins, and has objects for each trial, claim and heartbeat.',
    })
      .combine(allow(grantee, ['s3:ListBucket'], this.dataBucket.bucketArn))
      .combine(allow(grantee, ['kms:Decrypt', 'kms:GenerateDataKey'], this.registryKey.keyArn));
  }

  /** Lets it put rejected records of a model in quarantine, and read none of them. */
  grantQuarantine(grantee: IGrantable, model = '*'): Grant {
    return grantObjects(grantee, {
      bucket: this.quarantineBucket,
      actions: ['s3:PutObject'],
      keys: [`${keys.quarantinePrefix(model)}*`],
      reason: 'The rejections of a batch are an object whose key is made from what they are.',
    }).combine(allow(grantee, ['kms:GenerateDataKey'], this.quarantineKey.keyArn));
  }

  /**
   * Lets it look at what was set aside of a model and mark what was replayed: weir quarantine and weir replay, which
   * call the function besides. What the event source mapping gave up names no model, so all of it is read.
   */
  grantReplay(grantee: IGrantable, model = '*'): Grant {
    const marks = `${keys.replaysPrefix()}*`;
    const reason = 'What was set aside is as many objects as there were faults, under keys of their own.';
    const bucket = this.quarantineBucket;
    return grantObjects(grantee, {
      bucket,
      actions: ['s3:GetObject'],
      keys: [`${keys.quarantinePrefix(model)}*`, `${keys.failedBatchesPrefix()}*`, marks],
      reason,
    })
      .combine(grantObjects(grantee, { bucket, actions: ['s3:PutObject'], keys: [marks], reason }))
      .combine(allow(grantee, ['s3:ListBucket'], bucket.bucketArn))
      .combine(allow(grantee, ['kms:Decrypt', 'kms:GenerateDataKey'], this.quarantineKey.keyArn));
  }

  /** Bytes in the quarantine, counted once a day. */
  metricQuarantineBytes(options?: MetricOptions): Metric {
    return storedBytes(this.quarantineBucket, options);
  }

  /** Objects in the quarantine, counted once a day. */
  metricQuarantineObjects(options?: MetricOptions): Metric {
    return storedObjects(this.quarantineBucket, options);
  }

  /** Bytes of models, counted once a day. */
  metricRegistryBytes(options?: MetricOptions): Metric {
    return storedBytes(this.registryBucket, options);
  }
}

function allow(grantee: IGrantable, actions: string[], arn: string): Grant {
  return Grant.addToPrincipal({ grantee, actions, resourceArns: [arn] });
}
