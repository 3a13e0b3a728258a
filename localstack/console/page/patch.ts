import { type Content, nodesOf } from './elements.ts';

/**
 * Makes an element's content the given one, changing what differs and nothing else: what a person has focused,
 * opened, selected or scrolled stays as it is. Items of lists that come and go carry a `data-key`.
 */
export function patch(parent: Element, content: Content): void {
  let at: ChildNode | null = parent.firstChild;
  for (const node of nodesOf(content)) {
    const match = matchFor(node, at);
    if (match === null) {
      parent.insertBefore(node, at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else parent.insertBefore(match, at);
    update(match, node);
  }
  while (at !== null) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** The node that becomes the new one: with the same key anywhere ahead, or without keys the next one of its kind. */
function matchFor(node: Node, at: ChildNode | null): ChildNode | null {
  const key = keyOf(node);
  if (key === null) return at !== null && isSameKind(at, node) && keyOf(at) === null ? at : null;
  for (let candidate = at; candidate !== null; candidate = candidate.nextSibling) {
    if (keyOf(candidate) === key && isSameKind(candidate, node)) return candidate;
  }
  return null;
}

function keyOf(node: Node): string | null {
  return node instanceof Element ? node.getAttribute('data-key') : null;
}

function isSameKind(a: Node, b: Node): boolean {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName;
}

function update(node: ChildNode, wanted: Node): void {
  if (!(node instanceof Element) || !(wanted instanceof Element)) {
    if (node.nodeValue !== wanted.nodeValue) node.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...node.attributes]) {
    // A person opened it.
    if (!wanted.hasAttribute(name) && name !== 'open') node.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  patch(node, [...wanted.childNodes]);
}
