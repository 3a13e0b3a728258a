import { type ChartText, chart } from './chart.ts';
import type { Html } from './html.ts';
import { boxes, type Marks, type Point, texts } from './marks.ts';
import { axisOf, nameScale, namesPx } from './scale.ts';

export interface MatrixPlot {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** By row and column: −1 to 1 for the colour, and the text on it; undefined leaves it empty. */
  readonly cells: readonly (readonly (MatrixCell | undefined)[])[];
}

export interface MatrixCell {
  /** 0 has no colour; negative values have another one. */
  readonly strength: number;
  readonly text: string;
}

/** Shades of a colour: cells of one shade are one path. */
const SHADES = 8;

/** On the strongest shade the page's ink is still to be read, light or dark. */
const MOST_OPACITY = 0.62;

const CELL_PX = { wide: 26, narrow: 24 };

/** Smaller text is not to be read: the colour then says it alone. */
const LEAST_FONT_PX = 9;

/** Longer names of columns do not fit above them: their numbers stand there, and before the rows' names. */
const COLUMN_NAME_CHARACTERS = 5;

/** A table of shaded cells, such as counts of confusions or correlations. */
export function matrixChart(text: ChartText, { rows, columns, cells }: MatrixPlot): Html {
  const isNumbered = columns.some((name) => name.length > COLUMN_NAME_CHARACTERS);
  const x = nameScale(isNumbered ? columns.map((_, index) => String(index + 1)) : columns);
  const y = nameScale(isNumbered ? rows.map((name, index) => `${index + 1}  ${name}`) : rows);
  const height = (narrow: boolean): number => rows.length * (narrow ? CELL_PX.narrow : CELL_PX.wide) + 26;
  return chart(text, height, ({ width, narrow }) => {
    const labelPx = namesPx(
      rows.map((name) => (isNumbered ? `00  ${name}` : name)),
      narrow ? 110 : 240,
    );
    const room = width - labelPx - 16;
    const across = Math.min(room / columns.length, narrow ? 40 : 64);
    return {
      grid: {
        left: labelPx + 12,
        width: across * columns.length,
        top: 22,
        bottom: 2,
        outerBoundsMode: 'none',
      },
      xAxis: axisOf(x, { most: Math.floor((across * columns.length) / 20), position: 'top' }),
      yAxis: axisOf(y, { most: rows.length, inverse: true, labelPx }),
      series: [...shades(cells), cellTexts(cells, across)],
    };
  });
}

function shades(cells: MatrixPlot['cells']): Marks[] {
  const byShade = new Map<number, { from: Point; to: Point }[]>();
  cells.forEach((row, y) => {
    row.forEach((cell, x) => {
      const shade = Math.round(Math.max(-1, Math.min(1, cell?.strength ?? 0)) * SHADES);
      if (shade === 0) return;
      const list = byShade.get(shade) ?? byShade.set(shade, []).get(shade)!;
      list.push({ from: [x - 0.5, y - 0.5], to: [x + 0.5, y + 0.5] });
    });
  });
  return [...byShade].map(([shade, list]) =>
    boxes(
      list,
      { color: shade > 0 ? 'series-1' : 'series-2', opacity: (Math.abs(shade) / SHADES) * MOST_OPACITY },
      { x: 1, y: 1 },
    ),
  );
}

/** What is written in the cells, where they are wide enough for it. */
function cellTexts(cells: MatrixPlot['cells'], across: number): Marks {
  const list = cells.flatMap((row, y) =>
    row.flatMap((cell, x) => (cell === undefined ? [] : [{ at: [x, y] as Point, text: cell.text }])),
  );
  const longest = Math.max(...list.map(({ text }) => text.length), 1);
  const fontPx = Math.min(12, Math.floor((across - 2) / (longest * 0.58)));
  return texts(fontPx < LEAST_FONT_PX ? [] : list, { color: 'ink', fontPx });
}
