/** Control characters, and marks that turn the direction of text around: what a terminal would obey. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Text that somebody sent, for a terminal: what would move the cursor, colour or hide text is written as \u escapes.
 * @param kept characters that stay, such as "\n"
 */
export function printable(text: string, kept = ''): string {
  return text.replaceAll(UNPRINTABLE, (character) =>
    kept.includes(character) ? character : `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}
