import { type Check, checkNamed } from '../context.ts';
import { counted, percent } from '../figure.ts';

const live = checkNamed('live');

/** How often it gave the champion's answers in shadow, on live records. */
export const checkLive: Check = ({ input, limits: { minLiveRecords } }) => {
  const { live: shown, minLiveAgreement: asked } = input;
  if (shown === undefined) {
    if (asked === undefined) return live.skipped('no live agreement is asked for');
    return live.failed(`a live agreement of ${percent(asked)} is asked for, and none was measured`, {
      asked,
    });
  }
  const { agreement, records, since } = shown;
  const words = `as a challenger it agreed with the champion on ${percent(agreement)} of ${counted(records, 'live record')} since ${since}`;
  const figures = { agreement, records, since, asked: asked ?? null, minRecords: minLiveRecords };
  if (asked === undefined) return live.reported(words, figures);
  if (records < minLiveRecords) {
    return live.failed(`${words}; at least ${counted(minLiveRecords, 'record')} are asked for`, figures);
  }
  return live.decided(agreement >= asked, `${words}; at least ${percent(asked)} is asked`, figures);
};
