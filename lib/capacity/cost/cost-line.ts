/** The services of a bill. */
export const SERVICES = ['Kinesis', 'Lambda', 'S3', 'KMS', 'CloudWatch', 'X-Ray', 'ECR'] as const;
export type Service = (typeof SERVICES)[number];

/** One position of the monthly bill. */
export interface CostLine {
  readonly service: Service;
  readonly what: string;
  /** US dollars a month. */
  readonly usd: number;
  /** The formula with its numbers. */
  readonly how: string;
}
