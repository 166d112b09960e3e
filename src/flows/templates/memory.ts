// What a reader remembers over a restart: templates, samplers and port names. JSON, and checked when it is read.

export interface TemplateMemory {
  readonly version: 1;
  readonly exporters: readonly unknown[];
}
