// Who receives the fields of a structure, one by one.

export type FieldValue = string | number | null;

/** Receives fields in their order. `value` is null where the device said "unknown" (all ones); `text` is what sflowtool prints then. */
export interface FieldOut {
  field(name: string, text: string, value: FieldValue): void;
  /** For a form with lists of its own; without it the fields of lists are numbered. */
  readonly lists?: ListOut;
}

export interface ListOut {
  openList(name: string): void;
  openItem(): void;
  /** An item that is a text. */
  item(text: string): void;
  closeItem(): void;
  closeList(): void;
}
