/** What is simulated, and what must come out. */
export interface Scenario {
  readonly name: string;
  readonly features: number;
  /** Of each hour. */
  readonly rowsPerHour: number;
  /** Hours before the judged ones: none, or two weeks. */
  readonly history: 0 | 336;
  /** Rows that come together (a customer's); 1 for independent ones. */
  readonly clusterRows: 1 | 20;
  /** Amplitude of the daily cycle of every feature, in standard deviations. */
  readonly cycle: 0 | 0.3;
  /** Of the first feature in the judged hours, in standard deviations. */
  readonly shift: 0 | 0.25;
  /** Hours that the judged windows have between them: three windows. */
  readonly judgedHours: number;
  readonly target: Target;
}

/**
 * `quiet`: at most 1% of the simulations alarm. `power`: the shifted feature differs in at least 95% of the windows,
 * and drifted in at least 95% after two of three. `insufficient`: always that answer. `shown`: no target.
 */
export type Target = 'quiet' | 'power' | 'insufficient' | 'shown';

export const MOST_FALSE_ALARMS = 0.01;
export const LEAST_POWER = 0.95;

/** Rows of the reference. */
export const REFERENCE_ROWS = 3918;

/** Rows within a customer correlate by one half. */
export const INTRACLASS_CORRELATION = 0.5;

const PLAIN = {
  features: 20,
  rowsPerHour: 1000,
  history: 0,
  clusterRows: 1,
  cycle: 0,
  shift: 0,
  judgedHours: 3,
  target: 'quiet',
} as const;
const TWO_WEEKS = { ...PLAIN, history: 336 } as const;
const SHIFTED = { shift: 0.25, target: 'power' } as const;

export const SCENARIOS: readonly Scenario[] = [
  { ...PLAIN, name: 'no drift, 1,000 rows' },
  { ...PLAIN, name: 'no drift, 10,000 rows', rowsPerHour: 10_000 },
  { ...PLAIN, name: 'no drift, 200 rows', rowsPerHour: 200, judgedHours: 1, target: 'insufficient' },
  { ...PLAIN, name: 'no drift, 200 rows an hour, grown', rowsPerHour: 200, judgedHours: 18 },
  { ...PLAIN, name: 'no drift, 1,000 rows, 200 features', features: 200 },
  { ...PLAIN, name: '.25σ on one feature, 1,000 rows', ...SHIFTED },
  { ...PLAIN, name: '.25σ on one of 200 features, 1,000 rows', features: 200, ...SHIFTED },
  { ...TWO_WEEKS, name: 'two weeks, no drift, 1,000 rows' },
  { ...TWO_WEEKS, name: 'two weeks, daily cycle ±.3σ', cycle: 0.3 },
  { ...TWO_WEEKS, name: 'two weeks, customers of 20 rows', clusterRows: 20 },
  { ...TWO_WEEKS, name: 'two weeks, cycle and customers', cycle: 0.3, clusterRows: 20 },
  {
    ...TWO_WEEKS,
    name: 'two weeks, cycle and customers, 10,000 rows',
    rowsPerHour: 10_000,
    cycle: 0.3,
    clusterRows: 20,
  },
  {
    ...TWO_WEEKS,
    name: 'two weeks, cycle and customers, 200 rows an hour, grown',
    rowsPerHour: 200,
    judgedHours: 18,
    cycle: 0.3,
    clusterRows: 20,
  },
  { ...TWO_WEEKS, name: 'two weeks, .25σ on one feature, 1,000 rows', ...SHIFTED },
  { ...TWO_WEEKS, name: 'two weeks, cycle, .25σ on one feature', cycle: 0.3, ...SHIFTED },
  {
    ...TWO_WEEKS,
    name: 'two weeks, cycle and customers, .25σ, 1,000 rows',
    cycle: 0.3,
    clusterRows: 20,
    shift: 0.25,
    target: 'shown',
  },
  {
    ...TWO_WEEKS,
    name: 'two weeks, cycle and customers, .25σ, 10,000 rows',
    rowsPerHour: 10_000,
    cycle: 0.3,
    clusterRows: 20,
    ...SHIFTED,
  },
];
