import { NAME_PATTERN } from '../../lib/contract/names.ts';

/** A name of a study at most. */
const LENGTH_MAX = 63;

/** "wine-quality-20261121-154205": by model and time, in UTC. A model's name that is too long is cut. */
export function studyName(model: string | undefined, now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, '20261121-154205'.length);
  const name = `${(model ?? 'study').slice(0, LENGTH_MAX - time.length - 1)}-${time}`;
  if (!NAME_PATTERN.test(name)) throw new TypeError(`${name} is no name of a study`);
  return name;
}
