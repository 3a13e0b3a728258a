/** Something that stops the load from growing while the settings stay. */
export interface Limit {
  readonly name: string;
  /** The records a second at which it breaks. */
  readonly breaksAt: number;
  /** What breaks and the numbers of it. */
  readonly how: string;
  readonly remedy: string;
  /** It ends nothing: it slows the catching up after an outage, or lasts until a service has scaled by itself. */
  readonly soft?: true;
}
