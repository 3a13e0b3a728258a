import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * What becomes of the things that hold data when their stack is deleted: `destroy` deletes them with what they
 * hold, `keep` leaves them in the account.
 */
export type Removal = 'destroy' | 'keep';

/**
 * CloudFormation's word for it. What is kept goes all the same when the deployment that makes it is rolled back: it
 * holds nothing yet, and the name of a stream that stayed would stand in the way of the next attempt.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function removalPolicy(removal: Removal): RemovalPolicy {
  return removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
