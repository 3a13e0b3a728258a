/** What a name of somebody else's may not do to a page: break lines, and turn the text around it about. */
const UNSHOWABLE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Cs}]+/gu;

/** Nobody's name needs more of its ends to be cut, and the rest of a very long one would only take time. */
const END_CHARACTERS = 1000;

/**
 * A name as a report shows it: in one line, without control characters and marks that reverse the text that follows,
 * and without its middle where it is longer than `most`, since long names often differ at their ends. It is no markup
 * yet: `html` and the charts escape it.
 * @param most characters, 2 or more. Default: 48
 */
export function shownName(name: string, most = 48): string {
  const ends =
    name.length > 2 * END_CHARACTERS
      ? `${name.slice(0, END_CHARACTERS)}${name.slice(-END_CHARACTERS)}`
      : name;
  const characters = [...ends.replace(UNSHOWABLE, ' ').trim()];
  if (characters.length === 0) return '(no name)';
  if (characters.length <= most) return characters.join('');
  const tail = Math.floor((most - 1) / 3);
  return `${characters.slice(0, most - 1 - tail).join('')}…${tail === 0 ? '' : characters.slice(-tail).join('')}`;
}
