import { UserError } from '../../contract/errors.ts';
import { matchingText } from '../range.ts';

/** One "@", a name before it, a domain with a dot after it: what SNS can send to; whether it is read, SNS asks. */
const MAIL = /^(?=.{3,254}$)[^\s@,;<>"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** @throws UserError for what is no address, and for one that is there twice */
export function checkedMails(mails: readonly string[]): readonly string[] {
  for (const mail of mails) {
    matchingText('an address of mails', mail, MAIL, 'a bare mail address, for example oncall@example.org');
  }
  const twice = mails.find((mail, index) => mails.indexOf(mail) !== index);
  if (twice !== undefined) {
    throw new UserError(`mails has ${JSON.stringify(twice)} twice; expected each address once`);
  }
  return mails;
}
