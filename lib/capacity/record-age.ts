/** Between the age at which records go to the destination and their expiry: time to put them there. */
const MARGIN_HOURS = 2;

/** The most that Lambda takes. https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const MOST_SECONDS = 604_800;

/** The mapping's maximumRecordAgeInSeconds for a retention in hours: Weir's own for 24. */
export function recordAge(retention: number): number {
  return Math.min(MOST_SECONDS, (retention - MARGIN_HOURS) * 3_600);
}
