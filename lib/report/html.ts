/** A piece of HTML that may be put into a page as it is. */
export class Html {
  readonly text: string;

  /** @param text markup that this program wrote itself; anything else goes through `html` */
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What a template takes: text is escaped, HTML stays, of a list each item in turn; undefined leaves nothing. */
export type HtmlValue = string | number | undefined | Html | readonly HtmlValue[];

/**
 * A template whose values cannot become markup, in an element or in a quoted attribute: html`<b>${name}</b>`.
 * Not for the inside of <style>, of <script> or of an address: nothing of a report's data goes there.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((text, part, index) => text + rendered(values[index - 1]) + part));
}

function rendered(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  return typeof value === 'object' ? value.map(rendered).join('') : escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
