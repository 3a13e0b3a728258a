import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyDeployment } from '../support/cdk/deployments.ts';

/**
 * Writes the templates of every stage and package, a first model included, for programs that judge templates.
 *
 *   node test/synth/write-templates.ts <directory>
 */
const [directory = '.'] = process.argv.slice(2);
for (const { name, assembly } of everyDeployment()) {
  for (const { stackName, templateFullPath } of assembly.stacks) {
    copyFileSync(
      templateFullPath,
      join(directory, `${name.replaceAll(' ', '-')}.${stackName}.template.json`),
    );
  }
}
