// What a reader remembers over a restart: templates, samplers and port names, as JSON. What is read back is checked like a datagram.
import { parseAddress } from '../../model/index.ts';
import { FLOW_PROTOCOLS } from '../batch.ts';
import type { DecodeContext } from '../context.ts';
import type { Domain } from '../domain.ts';
import type { Exporter } from '../exporter.ts';
import { isRate } from '../sampling.ts';
import { restoreTemplate } from './read-templates.ts';
import type { Template } from './template.ts';

interface TemplateEntry {
  readonly id: number;
  /** It describes options records, with so many scope fields first; null: flows. */
  readonly scopes: number | null;
  /** The fields as they came, hexadecimal. */
  readonly fields: string;
  /** ms since 1970. */
  readonly used: number;
}

interface DomainEntry {
  readonly protocol: number;
  readonly id: number;
  readonly templates: readonly TemplateEntry[];
  /** Sampler (null: the rate of records that name none) and rate. */
  readonly samplers: readonly (readonly [sampler: number | null, rate: number])[];
}

interface ExporterEntry {
  readonly address: string;
  readonly domains: readonly DomainEntry[];
  /** ifIndex and name. */
  readonly names: readonly (readonly [ifIndex: number, name: string])[];
}

export interface TemplateMemory {
  readonly version: 1;
  readonly exporters: readonly ExporterEntry[];
}

/** Exporters that have nothing worth remembering are left out. */
export function saveMemory(exporters: readonly Exporter[]): TemplateMemory {
  const entries = exporters.map((exporter) => ({
    address: exporter.address,
    domains: [...exporter.domains.values()].map(saveDomain).filter(hasContent),
    names: [...exporter.names],
  }));
  return { version: 1, exporters: entries.filter(({ domains, names }) => domains.length > 0 || names.length > 0) };
}

function hasContent({ templates, samplers }: DomainEntry): boolean {
  return templates.length > 0 || samplers.length > 0;
}

function saveDomain({ protocol, id, templates, samplers }: Domain): DomainEntry {
  return { protocol, id, templates: [...templates.values()].map(saveTemplate), samplers: samplers.entries() };
}

function saveTemplate({ id, shape, usedMs }: Template): TemplateEntry {
  const fields = Buffer.from(shape.definition).toString('hex');
  return { id, scopes: shape.options ? shape.scopes : null, fields, used: usedMs };
}

/** Takes what `saveMemory` gave; what cannot be right is passed over. */
export function restoreMemory(context: DecodeContext, memory: TemplateMemory): void {
  if (!isMemory(memory)) return;
  for (const entry of memory.exporters) {
    const exporter = context.exporters.find(entry.address, 0);
    if (!exporter) return;
    for (const [ifIndex, name] of entry.names) context.names.restore(exporter, ifIndex, name);
    for (const domain of entry.domains) restoreDomain(context, exporter, domain);
  }
}

function restoreDomain(context: DecodeContext, exporter: Exporter, entry: DomainEntry): void {
  const { netflow9, ipfix } = FLOW_PROTOCOLS;
  if (entry.protocol !== netflow9 && entry.protocol !== ipfix) return;
  const domain = context.exporters.domain(exporter, entry.protocol, entry.id);
  for (const [sampler, rate] of entry.samplers) if (isRate(rate)) context.exporters.learnRate(domain, sampler, rate);
  for (const { id, scopes, fields, used } of entry.templates) {
    const bytes = new Uint8Array(Buffer.from(fields, 'hex'));
    restoreTemplate(context, exporter, domain, id, { options: scopes !== null, scopes: scopes ?? 0, bytes }, used);
  }
}

/** It comes from a file: another program may have written it. */
function isMemory(value: unknown): value is TemplateMemory {
  return isObject(value) && value.version === 1 && isListOf(value.exporters, isExporter);
}

function isExporter(value: unknown): boolean {
  if (!isObject(value) || typeof value.address !== 'string' || parseAddress(value.address) === null) return false;
  return isListOf(value.domains, isDomain) && isListOf(value.names, (name) => isPair(name, 'number', 'string'));
}

function isDomain(value: unknown): boolean {
  if (!isObject(value) || !isWord(value.protocol) || !isWord(value.id)) return false;
  const isSampler = (pair: unknown) => isPair(pair, 'number', 'number') || isPair(pair, 'null', 'number');
  return isListOf(value.samplers, isSampler) && isListOf(value.templates, isTemplate);
}

function isTemplate(value: unknown): boolean {
  if (!isObject(value) || !isWord(value.id) || typeof value.fields !== 'string') return false;
  return Number.isFinite(value.used) && (value.scopes === null || isWord(value.scopes));
}

/** A whole number of 32 bits. */
function isWord(value: unknown): boolean {
  return typeof value === 'number' && value >>> 0 === value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isPair(value: unknown, one: string, other: string): boolean {
  const typeOf = (item: unknown) => (item === null ? 'null' : typeof item);
  return Array.isArray(value) && value.length === 2 && typeOf(value[0]) === one && typeOf(value[1]) === other;
}
