import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Html, html } from './html.ts';

use([BarChart, CustomChart, LineChart, GridComponent, SVGRenderer]);

/** One of the style's colours for data. */
export type SeriesColor = 'series-1' | 'series-2' | 'series-3' | 'series-4';

/** What stands around every plot. */
export interface ChartText {
  /** What the plot shows, for those who cannot see it. */
  readonly label: string;
  readonly caption: string;
  /** Left out where there is one series alone. */
  readonly legend?: readonly { readonly name: string; readonly color: SeriesColor }[];
}

/** A plot's size in CSS pixels at which its text is as large as the page's small print. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
}

const WIDE = 800;
/** A telephone's width, less the margins. */
const NARROW = 340;

/** What to draw at a size, as echarts takes it. */
export type Drawing = (size: ChartSize) => EChartsCoreOption;

/**
 * A plot as a figure of static SVG, drawn twice: for a wide page and for a telephone, where the wide one's text
 * would be too small to read.
 * @param height in CSS pixels, for both or for each
 */
export function chart(
  text: ChartText,
  height: number | ((narrow: boolean) => number),
  option: Drawing,
): Html {
  const heightOf = typeof height === 'number' ? () => height : height;
  const wide = { width: WIDE, height: heightOf(false), narrow: false };
  const narrow = { width: NARROW, height: heightOf(true), narrow: true };
  return framed(
    text,
    html`<div class="wide">${drawn(option(wide), wide, text.label)}</div>
<div class="narrow">${drawn(option(narrow), narrow, text.label)}</div>`,
  );
}

/** What was drawn, between its legend and its caption. */
export function framed({ caption, legend }: Omit<ChartText, 'label'>, content: Html): Html {
  const items = legend?.map(({ name, color }) => html`<li class="${color}">${name}</li>`);
  return html`<figure>
${items === undefined ? '' : html`<ul class="legend">${items}</ul>`}
${content}
<figcaption>${caption}</figcaption>
</figure>
`;
}

/** One drawing as SVG that a page may hold. @param label what it shows, for those who cannot see it */
export function drawn(option: EChartsCoreOption, { width, height }: ChartSize, label: string): Html {
  const plot = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    plot.setOption({ ...option, animation: false });
    return new Html(inlineable(plot.renderToSVGString(), label));
  } finally {
    // Else its timers would keep the process.
    plot.dispose();
  }
}

/**
 * The library's SVG without what the page's policy forbids: its style element (hover effects), and style
 * attributes, which become attributes of the same names. Text within is escaped by the library, so that a quote
 * in it is none of an attribute's.
 */
function inlineable(svg: string, label: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (class="zr|ecmeta_\w+="|pointer-events=")[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, rules: string) => attributesOf(rules))
    .replace(
      /<svg [^>]*?viewBox="([^"]*)">/,
      (_, box: string) => html`<svg viewBox="${box}" role="img" aria-label="${label}">`.text,
    );
}

function attributesOf(rules: string): string {
  return rules
    .split(';')
    .filter((rule) => rule.includes(':') && !rule.startsWith('font-family'))
    .map((rule) => ` ${rule.replace(':', '="')}"`)
    .join('');
}
