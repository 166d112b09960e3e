// All templates of a reader: found by domain and id, bounded in number and octets, the least recently used forgotten first.
import type { Domain } from '../domain.ts';
import type { Exporter } from '../exporter.ts';
import type { TemplateLimits } from './limits.ts';
import { Recency } from './recency.ts';
import type { TemplateShape } from './shape.ts';
import { Template } from './template.ts';

/** A template is moved in the lists of use this often, ms. */
const TOUCH_MS = 1000;

/** Templates that are looked at for one whose owner has more than others. */
const MOST_ASKED = 64;

export type StoreLimits = Pick<TemplateLimits, 'templates' | 'templatesOfOne' | 'templateBytes' | 'templateMs'>;

export class TemplateStore {
  /** Octets that all templates take, as estimated. */
  bytes = 0;
  /** Exporters that have any. */
  private owners = 0;
  private readonly inUse = new Recency<Template>();
  private readonly limits: StoreLimits;

  constructor(limits: StoreLimits) {
    this.limits = limits;
  }

  get size(): number {
    return this.inUse.size;
  }

  /** For a data set that came now; null where there is none, or none that was used lately. */
  find(exporter: Exporter, domain: Domain, id: number, nowMs: number): Template | null {
    const template = domain.templates.get(id);
    if (!template) return null;
    if (nowMs - template.usedMs > this.limits.templateMs) {
      template.forget();
      return null;
    }
    if (Math.abs(nowMs - template.usedMs) >= TOUCH_MS) this.touch(exporter, template, nowMs);
    return template;
  }

  /**
   * Takes a template that came, in place of what had its id. True where others had to be forgotten for it. The definition is kept: it must
   * not be part of a datagram.
   */
  add(exporter: Exporter, domain: Domain, id: number, shape: TemplateShape, nowMs: number): boolean {
    domain.templates.get(id)?.forget();
    const template = new Template(id, shape, nowMs, () => this.remove(exporter, domain, template));
    template.places = { owner: exporter, own: exporter.templatesInUse.add(template), all: this.inUse.add(template) };
    this.weigh(exporter, template.weight);
    domain.templates.set(id, template);
    return this.makeRoom(exporter);
  }

  touch(exporter: Exporter, template: Template, nowMs: number): void {
    template.usedMs = nowMs;
    if (!template.places) return;
    exporter.templatesInUse.touch(template.places.own);
    this.inUse.touch(template.places.all);
  }

  private makeRoom(exporter: Exporter): boolean {
    const { limits, inUse } = this;
    let full = false;
    while (exporter.templatesInUse.size > limits.templatesOfOne) {
      exporter.templatesInUse.oldest?.forget();
      full = true;
    }
    while (inUse.size > limits.templates || this.bytes > limits.templateBytes) {
      this.victim(exporter)?.forget();
      full = true;
    }
    return full;
  }

  /** Who has more than others makes room: a storm of templates costs nobody else theirs. */
  private victim({ templateBytes, templatesInUse }: Exporter): Template | null {
    const share = this.bytes / this.owners;
    if (templateBytes > share) return templatesInUse.oldest;
    const isGreedy = ({ places }: Template) => places !== null && places.owner.templateBytes > share;
    return this.inUse.pick(isGreedy, MOST_ASKED) ?? (templatesInUse.size > 1 ? templatesInUse : this.inUse).oldest;
  }

  private weigh(exporter: Exporter, change: number): void {
    if (exporter.templateBytes === 0) this.owners++;
    exporter.templateBytes += change;
    this.bytes += change;
    if (exporter.templateBytes === 0) this.owners--;
  }

  private remove(exporter: Exporter, domain: Domain, template: Template): void {
    if (!template.places) return;
    exporter.templatesInUse.remove(template.places.own);
    this.inUse.remove(template.places.all);
    template.places = null;
    this.weigh(exporter, -template.weight);
    domain.templates.delete(template.id);
  }
}
