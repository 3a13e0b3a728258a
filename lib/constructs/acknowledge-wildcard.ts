import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says why a statement that we write names resources by a wildcard. cdk-nag fails the synthesis otherwise
 * (AwsSolutions-IAM5), and a test fails when the wildcard is no longer there.
 *
 * cdk-nag names the finding by the ARN as it stands in the template. With parts of another stack that is known
 * only when references have been resolved, after which CDK asks each construct whether it is valid: hence here.
 *
 * @param policyOwner the construct below which the policy lies: a role
 * @param resource the very string that the statement has; "*" too
 * @param reason why AWS or the design needs it, a sentence
 */
export function acknowledgeWildcard(policyOwner: IConstruct, resource: string, reason: string): void {
  policyOwner.node.addValidation({
    validate: () => {
      const name = flat(Stack.of(policyOwner).resolve(resource));
      Validations.of(policyOwner).acknowledge({ id: `AwsSolutions-IAM5[Resource::${name}]`, reason });
      return [];
    },
  });
}

/** As cdk-nag writes a value of CloudFormation: references in angle brackets. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const [[name, argument] = ['', undefined]] = Object.entries(value as Record<string, unknown>);
  if (name === 'Fn::Join') {
    const [delimiter, items] = argument as [string, readonly unknown[]];
    return items.map(flat).join(delimiter);
  }
  if (name === 'Fn::GetAtt') return `<${(argument as readonly unknown[]).map(flat).join('.')}>`;
  if (name === 'Fn::ImportValue') return flat(argument);
  if (name === 'Ref') return `<${flat(argument)}>`;
  return JSON.stringify(value);
}
