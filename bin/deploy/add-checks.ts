import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * Lets cdk-nag's AwsSolutions judge what is synthesized; a finding is an error. The rules on templates are switched
 * on in cdk.json.
 */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
