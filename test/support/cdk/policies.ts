/**
 * As much of IAM's evaluation as the policies of this repository use: a denial goes before an allowance, and what
 * nobody allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */

/** A request as IAM sees it. */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  /** ARN of the role that asks. */
  readonly principal: string;
  /** The condition keys that the request has, such as s3:if-none-match. */
  readonly context?: Readonly<Record<string, string>>;
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
type Properties = Readonly<Record<string, unknown>>;

/** What a principal may, by the policies of its own account. @param own its statements; those of a bucket besides */
export function isAllowed(
  request: IamRequest,
  own: readonly Statement[],
  bucket: readonly Statement[],
): boolean {
  const applies = (statement: Statement) => matches(statement, request);
  const denied = [...own, ...bucket].some((one) => one.Effect === 'Deny' && applies(one));
  return !denied && own.some((one) => one.Effect === 'Allow' && applies(one));
}

/** The statements of the policies that are attached to a role. */
export function statementsOf(resources: Resources, role: string): Statement[] {
  return Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::IAM::Policy' && list(Properties?.Roles).map(flat).includes(role)
      ? documentStatements(Properties)
      : [],
  );
}

/** The statements of a bucket's policy. */
export function bucketStatements(resources: Resources, bucket: string): Statement[] {
  return Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::S3::BucketPolicy' && flat(Properties?.Bucket) === bucket
      ? documentStatements(Properties)
      : [],
  );
}

/** A value of CloudFormation as text: the ARN of a resource X is arn:X, a reference to it X. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', undefined]] = Object.entries(value as Properties);
  if (name === 'Ref') return String(argument);
  if (name === 'Fn::GetAtt') return `arn:${(argument as string[])[0]}`;
  const [delimiter, parts] = argument as [string, unknown[]];
  if (name === 'Fn::Join') return parts.map(flat).join(delimiter);
  throw new Error(`${name} in a policy`);
}

function documentStatements(properties: Properties = {}): readonly Statement[] {
  return (properties.PolicyDocument as { readonly Statement: readonly Statement[] }).Statement;
}

function matches({ Action, Resource, Condition }: Statement, request: IamRequest): boolean {
  return (
    list(Action).some((pattern) => like(flat(pattern), request.action)) &&
    list(Resource).some((pattern) => like(flat(pattern), request.resource)) &&
    Object.entries(Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, value]) => holds(operator, contextOf(request)[key], list(value))),
    )
  );
}

function contextOf({ principal, context }: IamRequest): Readonly<Record<string, string | undefined>> {
  return { 'aws:PrincipalArn': principal, 'aws:SecureTransport': 'true', ...context };
}

function holds(operator: string, came: string | undefined, wanted: readonly unknown[]): boolean {
  const patterns = wanted.map(flat);
  if (operator === 'Null') return patterns.includes(String(came === undefined));
  if (operator === 'Bool') return came !== undefined && patterns.includes(came);
  if (operator === 'ArnNotLike' || operator === 'ArnNotEquals')
    return came === undefined || !patterns.some((pattern) => like(pattern, came));
  throw new Error(`the condition operator ${operator}`);
}

function like(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[^\w]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
