/** A resource of a synthesized template. */
export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are read by the tests alone, which fail on what is not there
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
}
