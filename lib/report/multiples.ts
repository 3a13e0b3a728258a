import { type ChartText, type Drawing, drawn, framed } from './chart.ts';
import { type Html, html } from './html.ts';
import { shownName } from './names.ts';

/** A small plot among others of its kind. */
export interface Panel {
  readonly title: string;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly drawing: Drawing;
}

/** In CSS pixels: four beside each other on a wide page, two on a telephone, their text about as large on both. */
const PANEL_WIDTH = 190;
const PANEL_HEIGHT = 130;

/**
 * Many small plots in one figure. Each is drawn once, since it is about as wide on every screen.
 * @param height of each panel in CSS pixels. Default: 130
 */
export function multiples(
  text: Omit<ChartText, 'label'>,
  panels: readonly Panel[],
  height = PANEL_HEIGHT,
): Html {
  const size = { width: PANEL_WIDTH, height, narrow: true };
  const items = panels.map(
    ({
      title,
      label,
      drawing,
    }) => html`<li><h4>${shownName(title, 26)}</h4>${drawn(drawing(size), size, label)}</li>
`,
  );
  return framed(text, html`<ul class="multiples">${items}</ul>`);
}
