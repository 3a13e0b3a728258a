import { TRAINING_ENV } from '../../contract/environment.ts';
import { type EnvironmentVariable, type RunTaskParameters, runTask } from './task-state.ts';
import { TOLD, tellingStates } from './telling-states.ts';

/** States in Amazon's States Language. https://states-language.net/spec.html */
export type States = Readonly<Record<string, unknown>>;

export interface TrainingDefinitionProps {
  readonly prepare: RunTaskParameters;
  readonly work: RunTaskParameters;
  readonly finalize: RunTaskParameters;
  readonly topicArn: string;
  /** Within which a run should end. */
  readonly slaSeconds: number;
}

/** What an inline Map runs at once. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
export const MAX_WORKERS = 40;

const PREPARE_SECONDS = 1_800;
const FINALIZE_SECONDS = 3_600;

/** A run that takes twice as long as it should is stopped. */
const PATIENCE = 2;

/**
 * A run: prepare → workers → finalize → tell.
 *
 * Its input says what is to be learned (training/task reads it), and the name of the study or, of a scheduled run,
 * the time that names it: whoever starts the same run again goes on with the same study. A worker that is lost takes
 * nothing with it: its trials are taken over by the others, and whether enough of them ended is for the finalizer
 * to say. What fails in the end is told, and then fails the run.
 */
export function trainingDefinition(props: TrainingDefinitionProps): States {
  const { slaSeconds, topicArn } = props;
  return {
    Comment: 'Searches hyperparameters, and promotes what is better',
    TimeoutSeconds: PATIENCE * slaSeconds,
    StartAt: 'Has a name?',
    States: {
      ...namingStates('Prepare'),
      Prepare: {
        ...runTask(props.prepare, Math.min(PREPARE_SECONDS, slaSeconds), [
          ...ofRun('$.run.study'),
          ASKED_FOR,
        ]),
        Catch: failureCaught,
        Next: 'Count workers',
      },
      ...workStates(props, 'Finalize'),
      Finalize: {
        ...runTask(props.finalize, Math.min(FINALIZE_SECONDS, slaSeconds), [
          ...ofRun('$.run.study'),
          ASKED_FOR,
        ]),
        Catch: failureCaught,
        Next: TOLD.end,
      },
      ...tellingStates(topicArn),
    },
  };
}

const failureCaught = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: TOLD.failure }] as const;

/** The input of the run, as it came. */
const ASKED_FOR = {
  Name: TRAINING_ENV.input,
  'Value.$': 'States.JsonToString($$.Execution.Input)',
} as const;

/** What every task of a run is told. @param study the path of its name */
function ofRun(study: string): readonly EnvironmentVariable[] {
  return [
    { Name: TRAINING_ENV.study, 'Value.$': study },
    { Name: TRAINING_ENV.startedAt, 'Value.$': '$$.Execution.StartTime' },
  ];
}

/** The study's name into $.run.study: as given, or from the model and the scheduled time, 2026-11-21T03:00:00Z. */
function namingStates(next: string): States {
  const item = (text: string, delimiter: string, index: number) =>
    `States.ArrayGetItem(States.StringSplit(${text}, '${delimiter}'), ${index})`;
  const [day, time] = [0, 1].map((index) => item('$.scheduledTime', 'T', index)) as [string, string];
  const parts = [
    ...[0, 1, 2].map((index) => item(day, '-', index)),
    ...[0, 1].map((index) => item(time, ':', index)),
  ].join(', ');
  const given = (field: string) => ({ Variable: `$.${field}`, IsPresent: true });
  return {
    'Has a name?': {
      Type: 'Choice',
      Choices: [
        { ...given('study'), Next: 'Take the name' },
        { And: [given('model'), given('scheduledTime')], Next: 'Name by the time' },
      ],
      Default: 'Nameless',
    },
    'Take the name': {
      Type: 'Pass',
      Parameters: { 'study.$': '$.study' },
      ResultPath: '$.run',
      Next: next,
    },
    'Name by the time': {
      Type: 'Pass',
      Parameters: { 'study.$': `States.Format('{}-{}{}{}-{}{}', $.model, ${parts})` },
      ResultPath: '$.run',
      Next: next,
    },
    Nameless: {
      Type: 'Fail',
      Error: 'NamelessStudy',
      Cause: 'The input names no study: give "study", or "model" and "scheduledTime".',
    },
  };
}

/** The workers, each in an iteration that never fails. */
function workStates(props: TrainingDefinitionProps, next: string): States {
  return {
    'Count workers': {
      Type: 'Pass',
      Parameters: { 'numbers.$': 'States.ArrayRange(1, $.workers, 1)' },
      ResultPath: '$.team',
      Next: 'Work',
    },
    Work: {
      Type: 'Map',
      ItemsPath: '$.team.numbers',
      MaxConcurrency: MAX_WORKERS,
      ItemSelector: { 'worker.$': '$$.Map.Item.Value', 'study.$': '$.run.study' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Worker',
        States: {
          Worker: {
            ...runTask(props.work, props.slaSeconds, [
              ...ofRun('$.study'),
              { Name: TRAINING_ENV.worker, 'Value.$': "States.Format('{}', $.worker)" },
            ]),
            Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Lost' }],
            End: true,
          },
          Lost: { Type: 'Pass', End: true },
        },
      },
      ResultPath: null,
      Next: next,
    },
  };
}
