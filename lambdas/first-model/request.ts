import { z } from 'zod';

/**
 * What CloudFormation asks of a custom resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /** Where the answer is put. */
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string().min(1),
  LogicalResourceId: z.string(),
  /** What the resource was called in the answer to Create. */
  PhysicalResourceId: z.string().optional(),
});

export type Request = Readonly<z.infer<typeof requestSchema>>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** The whole answer may have 4,096 bytes. */
const REASON_MAX_LENGTH = 1_000;

/** A resource keeps the name that it was created under: with another, CloudFormation would delete the former. */
export function answerTo(
  request: Request,
  { status, reason, resource }: { status: Answer['Status']; reason: string; resource: string },
): Answer {
  const { StackId, RequestId, LogicalResourceId } = request;
  return {
    Status: status,
    Reason: reason.slice(0, REASON_MAX_LENGTH),
    PhysicalResourceId: request.PhysicalResourceId ?? resource,
    StackId,
    RequestId,
    LogicalResourceId,
  };
}
