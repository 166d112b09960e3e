// The style table of boxes: what paints a box also writes its legend. And the words for what a box can be.
import type { DeviceChange, StubKind } from '../model/index.ts';

export interface BoxLook {
  readonly light: { readonly fill: string; readonly line: string };
  readonly dark: { readonly fill: string; readonly line: string };
  readonly style: string;
  readonly width: number;
  /** Null: needs no explanation. */
  readonly legend: string | null;
}

export const BOX_LOOKS = {
  device: {
    light: { fill: '#f4f6f8', line: '#46505d' },
    dark: { fill: '#1c2430', line: '#8b98a7' },
    style: 'filled',
    width: 1.1,
    legend: null,
  },
  unmanaged: {
    light: { fill: '#ffffff', line: '#9aa3ad' },
    dark: { fill: '#0d1117', line: '#6b7684' },
    style: 'rounded,filled',
    width: 1,
    legend: 'not in the inventory',
  },
  'not-polled': {
    light: { fill: '#eceef0', line: '#7a4b00' },
    dark: { fill: '#23272d', line: '#e0a94a' },
    style: 'filled,dashed',
    width: 1.4,
    legend: 'not polled',
  },
  'no-answer': {
    light: { fill: '#fff0d6', line: '#8a3d00' },
    dark: { fill: '#3a2a10', line: '#f0b45a' },
    style: 'filled,dashed',
    width: 2.6,
    legend: 'does not answer',
  },
  segment: {
    light: { fill: '#e9edf1', line: '#5c6b7a' },
    dark: { fill: '#26303b', line: '#96a3b1' },
    style: 'filled',
    width: 1.1,
    legend: null,
  },
  'device-changed': {
    light: { fill: '#fff8e8', line: '#9a5b00' },
    dark: { fill: '#2f2716', line: '#eeaa44' },
    style: 'filled',
    width: 2,
    legend: null,
  },
  'device-added': {
    light: { fill: '#e3f6e8', line: '#1a7f37' },
    dark: { fill: '#12301c', line: '#4ac26b' },
    style: 'filled',
    width: 2,
    legend: '+ device added',
  },
  'device-lost': {
    light: { fill: '#fbeaea', line: '#c1121f' },
    dark: { fill: '#341719', line: '#ff7b72' },
    style: 'filled,dashed',
    width: 2,
    legend: '✕ device no longer seen',
  },
} as const satisfies Readonly<Record<string, BoxLook>>;

export type BoxLookName = keyof typeof BOX_LOOKS;
export const BOX_LOOK_NAMES = Object.keys(BOX_LOOKS) as BoxLookName[];

/** Stubs that draw a small box; the sign tells them apart in grey print too. */
export type SmallKind = Exclude<StubKind, 'device'>;

export const STUB_WORDS: Readonly<
  Record<SmallKind, { readonly sign: string; readonly one: string; readonly many: string }>
> = {
  phone: { sign: '●', one: 'phone', many: 'phones' },
  'access-point': { sign: '▲', one: 'access point', many: 'access points' },
  host: { sign: '■', one: 'host', many: 'hosts' },
  unknown: { sign: '?', one: 'unknown', many: 'unknown neighbours' },
};

/** Changes of a device that its box tells in a line of its own; the legend has them in this order. */
export const DEVICE_NOTES: Readonly<
  Partial<Record<DeviceChange['kind'], { readonly legend: string; note(change: DeviceChange): string }>>
> = {
  renamed: { legend: 'Δ renamed', note: ({ before }) => `Δ was ${before ?? 'called otherwise'}` },
  replaced: { legend: 'Δ replaced: another chassis', note: () => 'Δ replaced' },
  'new-serial': { legend: 'Δ new serial number', note: () => 'Δ new serial number' },
  'new-version': { legend: 'Δ new version', note: ({ after }) => `Δ now ${after ?? 'another version'}` },
  restarted: { legend: 'Δ restarted', note: () => 'Δ restarted' },
  'device-removed': { legend: 'Δ left the inventory', note: () => 'Δ left the inventory' },
};
