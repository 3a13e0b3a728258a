import type { GridPos } from '@grafana/grafana-foundation-sdk/dashboard';

/** The columns of Grafana's grid. */
const COLUMNS = 24;
const ROW_HEIGHT = 1;
const PANEL_HEIGHT = 8;

/** Places rows below each other, and the panels of each from the left, in lines that are as wide as the grid. */
export class Layout {
  #x = 0;
  #y = 0;

  /** A row's title has a line of its own. */
  row(): GridPos {
    if (this.#x > 0) this.#nextLine();
    const place = { x: 0, y: this.#y, w: COLUMNS, h: ROW_HEIGHT };
    this.#y += ROW_HEIGHT;
    return place;
  }

  /** @param w columns, at most 24 */
  panel(w: number): GridPos {
    if (this.#x + w > COLUMNS) this.#nextLine();
    const place = { x: this.#x, y: this.#y, w, h: PANEL_HEIGHT };
    this.#x += w;
    return place;
  }

  #nextLine(): void {
    this.#x = 0;
    this.#y += PANEL_HEIGHT;
  }
}
