// A TextFSM engine with the semantics of Google's Python textfsm 1.1: template text + raw text → records.
export { compileTemplate } from './compile.ts';
export { TextFsmBudgetError, TextFsmInputError, TextFsmTemplateError } from './errors.ts';
export { joinTemplates } from './join-templates.ts';
export { parseTemplateIndex, type TemplateIndex } from './template-index.ts';
export { findTemplateName } from './template-names.ts';
export type {
  TextFsmItem,
  TextFsmResult,
  TextFsmTemplate,
  TextFsmTolerantResult,
  TextFsmValue,
} from './types.ts';
