import {
  AccountRootPrincipal,
  ArnPrincipal,
  CompositePrincipal,
  type IPrincipal,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RoleAssumers } from './registry-props.ts';

export interface RegistryRolesProps {
  readonly assumers: RoleAssumers;
  /** The path of roles that may write aliases. */
  readonly aliasWriterPath: string;
}

/** The roles that people and jobs assume; the registry grants them what they may. */
export class RegistryRoles extends Construct {
  /** Reads versions and aliases of all models. */
  readonly reader: Role;
  /** Reads and publishes; moves no alias. */
  readonly trainer: Role;
  /** Reads, publishes and moves aliases: what weir train and weir publish --promote do in one go. */
  readonly promoter: Role;

  constructor(scope: Construct, id: string, { assumers, aliasWriterPath }: RegistryRolesProps) {
    super(scope, id);
    this.reader = new Role(this, 'Reader', {
      description: 'Reads models, versions and aliases',
      assumedBy: whoever(assumers.readers),
    });
    this.trainer = new Role(this, 'Trainer', {
      description: 'Publishes versions of models',
      assumedBy: whoever(assumers.trainers),
    });
    this.promoter = new Role(this, 'Promoter', {
      description: 'Publishes versions of models and moves their aliases',
      path: aliasWriterPath,
      assumedBy: whoever(assumers.promoters),
    });
  }
}

function whoever(arns: readonly string[] | undefined): IPrincipal {
  return arns === undefined
    ? new AccountRootPrincipal()
    : new CompositePrincipal(...arns.map((arn) => new ArnPrincipal(arn)));
}
