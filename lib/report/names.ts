/** What a name of somebody else's may not do to a page: break lines, and turn the text around it about. */
const UNSHOWABLE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Cs}]+/gu;

/**
 * A name as a report shows it: in one line, without control characters and marks that reverse the text that follows,
 * and cut where it is longer than `most`. It is no markup yet: `html` and the charts escape it.
 * @param most characters, 2 or more. Default: 48
 */
export function shownName(name: string, most = 48): string {
  // Nobody's name needs more to be cut, and the rest of a very long one would only take time.
  const [...characters] = name
    .slice(0, 4 * most)
    .replace(UNSHOWABLE, ' ')
    .trim();
  if (characters.length === 0) return '(no name)';
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}
