/** What is asked of the page from within, as scripts: the tests themselves know no browser's types. */

/** Controls that are too small or too near for a thumb: less than 44 CSS pixels high. */
export const SMALL_TARGETS = `[...document.querySelectorAll('a, button, input, summary')]
  .filter((element) => element.checkVisibility() && !element.classList.contains('skip'))
  .map((element) => [element.textContent.trim() || element.id, element.getBoundingClientRect()])
  .filter(([, { width, height }]) => height < 43.5 || width < 24)
  .map(([name, { width, height }]) => name + ' ' + Math.round(width) + '×' + Math.round(height))`;

/** Texts whose contrast with what is behind them is below WCAG's 4.5 (3 where they are large). */
export const POOR_CONTRAST = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255);
  };
  const light = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 1) return color;
    }
    return [1, 1, 1, 1];
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!hasText || !element.checkVisibility() || element.closest(':disabled') !== null) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(rgba(style.color)), luminance(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (isLarge ? 3 : 4.5)) poor.push(element.textContent.trim().slice(0, 30) + ' ' + contrast.toFixed(2));
  }
  return [...new Set(poor)];
})()`;

/** Levels of the headings in their order; sections, controls and pictures without a name. */
export const OUTLINE = `({
  headings: [...document.querySelectorAll('h1, h2, h3, h4')].filter((h) => h.closest('dialog') === null).map((h) => Number(h.tagName[1])),
  landmarks: ['header', 'nav', 'main'].filter((name) => document.querySelector(name) === null),
  nameless: [...document.querySelectorAll('section, svg[role=img], button, a, input')]
    .filter((element) => {
      const label = element.getAttribute('aria-label') ?? document.getElementById(element.getAttribute('aria-labelledby'))?.textContent ?? element.labels?.[0]?.textContent ?? element.textContent;
      return label.trim() === '';
    })
    .map((element) => element.outerHTML.slice(0, 80)),
  moving: document.getAnimations().length,
  twice: [...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at),
})`;
