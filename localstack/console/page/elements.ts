/** What an element may hold; nothing of it ever becomes markup. */
export type Content = Node | string | number | null | undefined | false | readonly Content[];

/** Values of attributes; `true` is an attribute without a value, `false` and undefined none at all. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element: h('p', { class: 'note' }, 'Text'). */
export function h(tag: string, attributes: Attributes = {}, ...content: readonly Content[]): HTMLElement {
  return filled(document.createElement(tag), attributes, content);
}

/** An SVG element. */
export function s(tag: string, attributes: Attributes = {}, ...content: readonly Content[]): SVGElement {
  return filled(document.createElementNS(SVG, tag) as SVGElement, attributes, content);
}

function filled<E extends Element>(element: E, attributes: Attributes, content: readonly Content[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...nodesOf(content));
  return element;
}

/** Content as nodes: lists flat, text as text, nothing left out but nothing. */
export function nodesOf(content: Content): Node[] {
  if (content === null || content === undefined || content === false) return [];
  if (Array.isArray(content)) return content.flatMap(nodesOf);
  return [content instanceof Node ? content : document.createTextNode(String(content))];
}

/** The page's element of an id. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element as E;
}
