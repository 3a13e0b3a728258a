/** Tags of the state machine that runs trainings: all that who starts a run must know besides. */
export const RUN_TAGS = {
  /** Where studies are: s3://bucket. */
  studies: 'weir:studies',
  /** Where models are published: s3://bucket. */
  registry: 'weir:registry',
  /** Below which the data of a run must lie: s3://bucket/prefix. */
  datasets: 'weir:datasets',
  /** The log group of the tasks. */
  log: 'weir:log',
} as const;

/** The tag of every resource of a stage that says which it is. */
export const STAGE_TAG = 'stage';

/** The end of the state machine's name, after prefix and stage. */
export const RUN_MACHINE_SUFFIX = '-training';
