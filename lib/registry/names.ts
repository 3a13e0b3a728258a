import { NAME_PATTERN } from '../contract/names.ts';
import { NameInvalid } from './errors.ts';

/** @throws NameInvalid unless `name` can be one of a model or an alias */
export function checkName(what: 'model' | 'alias', name: string): void {
  if (NAME_PATTERN.test(name)) return;
  throw new NameInvalid(
    `${JSON.stringify(name)} cannot be the name of ${what === 'model' ? 'a model' : 'an alias'}: ` +
      'use 1 to 63 characters of a-z, 0-9 and "-", for example wine-quality',
  );
}
