import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * What becomes of the things that hold data when their stack is deleted: `destroy` deletes them with what they
 * hold, `keep` leaves them in the account.
 */
export type Removal = 'destroy' | 'keep';

/** CloudFormation's word for it. */
export function removalPolicy(removal: Removal): RemovalPolicy {
  return removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
}
