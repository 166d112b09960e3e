// A template as it is kept: what it says, what was made of it, and where it stands in the lists of use.
import type { DataPlan } from './plan.ts';
import type { RecencyNode } from './recency.ts';
import type { TemplateShape } from './shape.ts';

/** Octets that a template takes besides its definition: itself, its plan and its places in the lists, as measured with many. */
const OVERHEAD_BYTES = 2400;

/** The exporter, as far as its templates need to know it. */
interface TemplateOwner {
  /** What all its templates weigh. */
  readonly templateBytes: number;
}

/** Whose a template is, and where it stands in its exporter's list, and in the list of all. */
export interface TemplatePlaces {
  readonly owner: TemplateOwner;
  readonly own: RecencyNode<Template>;
  readonly all: RecencyNode<Template>;
}

export class Template {
  readonly id: number;
  readonly shape: TemplateShape;
  /** Made with the first data set. */
  plan: DataPlan | null = null;
  places: TemplatePlaces | null = null;
  /** When it was last sent or used. */
  usedMs: number;
  /** Takes it out of its domain. */
  readonly forget: () => void;

  constructor(id: number, shape: TemplateShape, usedMs: number, forget: () => void) {
    this.id = id;
    this.shape = shape;
    this.usedMs = usedMs;
    this.forget = forget;
  }

  /** What it takes of `TemplateLimits.templateBytes`. */
  get weight(): number {
    return OVERHEAD_BYTES + this.shape.definition.length;
  }

  hasShape(other: TemplateShape): boolean {
    const { shape } = this;
    return (
      shape.options === other.options &&
      shape.scopes === other.scopes &&
      shape.definition.length === other.definition.length &&
      shape.definition.every((octet, i) => octet === other.definition[i])
    );
  }
}
