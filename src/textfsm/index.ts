// A TextFSM engine with the semantics of Google's Python textfsm 1.1: template text + raw text → records.
export { compileTemplate } from './compile.ts';
export { TextFsmBudgetError, TextFsmInputError, TextFsmTemplateError } from './errors.ts';
export type {
  TextFsmItem,
  TextFsmResult,
  TextFsmTemplate,
  TextFsmTolerantResult,
  TextFsmValue,
} from './types.ts';
