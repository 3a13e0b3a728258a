import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { keys } from '../../contract/keys.ts';
import { grantObjects } from '../object-access.ts';
import type { ModelRegistry } from './model-registry.ts';

/** Who may do what with what is counted, judged and learned later of a model, in the data bucket. */

type DataStore = Pick<ModelRegistry, 'dataBucket' | 'registryKey'>;

const BY_THE_HOUR = 'There is an object for each hour and each writer, made as time goes on.';

/**
 * Lets the function count: write its windows, swap them for newer ones, and look how often it shall. A write that is
 * held to an etag (If-Match) is refused to those who may not read the object as well.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * @param predictionLog whether predictions are logged as well
 */
export function grantProfiles(
  store: DataStore,
  grantee: IGrantable,
  model: string,
  predictionLog: boolean,
): void {
  objects(store, grantee, ['s3:GetObject', 's3:PutObject'], [`${keys.windowsPrefix(model)}*`]);
  objects(store, grantee, ['s3:GetObject'], [keys.windowPace(model)]);
  if (predictionLog) objects(store, grantee, ['s3:PutObject'], [`${keys.predictionsPrefix(model)}*`]);
  list(store, grantee);
  useKey(store, grantee, ['kms:Decrypt', 'kms:GenerateDataKey']);
}

/** Lets the drift job read all that was counted and learned of a model, and write what it found. */
export function grantDrift(store: DataStore, grantee: IGrantable, model: string): void {
  const written = [
    `${keys.driftPrefix(model)}*`,
    // Days of accuracy, and the index of labels below them.
    keys.accuracy(model, '*').replace(/\.json$/, ''),
    `${keys.mergedPrefix(model)}*`,
    keys.windowPace(model),
  ];
  const read = [keys.windowsPrefix(model), keys.predictionsPrefix(model), keys.labelsPrefix(model)];
  objects(store, grantee, ['s3:GetObject', 's3:PutObject'], written);
  objects(
    store,
    grantee,
    ['s3:GetObject'],
    read.map((prefix) => `${prefix}*`),
  );
  list(store, grantee);
  useKey(store, grantee, ['kms:Decrypt', 'kms:GenerateDataKey']);
}

/** Lets it put labels of a model that come later, and read none of them. */
export function grantLabels(store: DataStore, grantee: IGrantable, model: string): void {
  objects(store, grantee, ['s3:PutObject'], [`${keys.labelsPrefix(model)}*`]);
  useKey(store, grantee, ['kms:GenerateDataKey']);
}

function objects(
  { dataBucket }: DataStore,
  grantee: IGrantable,
  actions: string[],
  patterns: string[],
): void {
  grantObjects(grantee, { bucket: dataBucket, actions, keys: patterns, reason: BY_THE_HOUR });
}

/** S3 answers for an object that is not there with 404 only to those who may list: see ModelRegistry.grantRead. */
function list({ dataBucket }: DataStore, grantee: IGrantable): void {
  Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [dataBucket.bucketArn] });
}

function useKey({ registryKey }: DataStore, grantee: IGrantable, actions: string[]): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [registryKey.keyArn] });
}
