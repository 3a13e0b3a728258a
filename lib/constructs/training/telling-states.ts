import type { States } from './definition.ts';

/** The names of the states that those before go on to. */
export const TOLD = { end: 'Tell of the end', failure: 'Has a cause?' } as const;

const ENDED =
  'The study {} has ended: "weir study show" of it says what was found, and whether champion moved.';
const FAILED = 'The training of the study {} failed: {}. What the task said is in its log. Cause: {}';

/**
 * What tells of a run's end, and of its failure, which is in $.failure. The champion has moved or not by then: a
 * message that cannot be sent makes no failure of a run that succeeded.
 */
export function tellingStates(topicArn: string): States {
  return {
    [TOLD.end]: {
      ...tell(topicArn, 'Training ended', ENDED, ['$.run.study']),
      Catch: whateverHappens('Ended'),
      Next: 'Ended',
    },
    Ended: { Type: 'Succeed' },
    ...causeStates('Tell of the failure'),
    'Tell of the failure': {
      ...tell(topicArn, 'Training failed', FAILED, ['$.run.study', '$.failure.Error', '$.failure.Cause']),
      Catch: whateverHappens('Failed'),
      Next: 'Failed',
    },
    Failed: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' },
  };
}

/** An error need not have a cause, and a path to nothing is a failure that no Catch can hold. https://states-language.net/spec.html#errors */
function causeStates(next: string): States {
  return {
    [TOLD.failure]: {
      Type: 'Choice',
      Choices: [{ Variable: '$.failure.Cause', IsPresent: true, Next: next }],
      Default: 'Without a cause',
    },
    'Without a cause': { Type: 'Pass', Result: 'none was given', ResultPath: '$.failure.Cause', Next: next },
  };
}

function whateverHappens(next: string) {
  return [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: next }] as const;
}

/** A message on the topic of alarms. @param paths fill the braces of the text */
function tell(topicArn: string, subject: string, text: string, paths: readonly string[]): States {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::sns:publish',
    Parameters: {
      TopicArn: topicArn,
      Subject: subject,
      'Message.$': `States.Format('${text}', ${paths.join(', ')})`,
    },
    ResultPath: null,
    TimeoutSeconds: 60,
    Retry: [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 5, MaxAttempts: 5, BackoffRate: 2 }],
  };
}
