// The weathermaps that are compared by eye and by golden file: every fill, every state, bundles, stubs, fifty devices.
import type { DiagramInput } from '../../src/diagram/index.ts';
import type { ExporterReport, LinkLoads } from '../../src/model/index.ts';
import { busyLoads, loadsOf, type Rate, sampled } from './loads.ts';
import {
  campus,
  change,
  claim,
  device,
  input,
  LAB,
  LAB_RICH,
  LAB_TROUBLED,
  LAB_TWO_LOST,
  LAB_VIEW,
  link,
  RICH_VIEW,
  snapshot,
  stub,
  view,
} from './networks.ts';
import { BUNDLES, bundle, members, STUBS } from './networks-trouble.ts';

const EXPORTERS = ['r1', 'r2', 'r3', 'r5-tor', 'r6-edge'].map(
  (name, at): ExporterReport => ({
    ...{ address: `192.168.2.${218 + at}`, device: name, protocols: ['netflow9'], datagrams: 1000, records: 20_000 },
    ...{ lost: 0, loss: 0, sampling: [1], clockOffsetSeconds: 0, problems: {} },
  }),
);

/** Through the lab as its ECMP spreads it. */
const LAB_RATES: Readonly<Record<string, readonly [Rate, Rate]>> = {
  'Client--r6-edge': [612e6, 384e6],
  'r1:GigabitEthernet0/1': [61e6, 934e6],
  'r2:GigabitEthernet0/1': [152e6, 587e6],
  'r3:GigabitEthernet0/1': [36e6, 412e6],
  'r1:GigabitEthernet0/2': [781e6, 120e6],
  'r2:GigabitEthernet0/2': [248e6, 9e6],
  'r3:GigabitEthernet0/2': [412e6, 0],
  'r5-tor:GigabitEthernet0/4': [705e6, 318e6],
};
export const LAB_LOADS = loadsOf(LAB, LAB_RATES, { exporters: EXPORTERS, capacityBps: 1e9 });

/** A link for everything a half-arrow can look like. */
const every = [
  link('a1 Gi0/1', 'b1 Gi0/1'),
  link('a2 Gi0/1', 'b2 Gi0/1'),
  link('a3 Gi0/1', 'b3 Gi0/1'),
  link('a4 Gi0/1', 'b4 Gi0/1'),
  link('a5 Gi0/1', 'b5 Gi0/1', { speedBps: null }),
  link('a6 Gi0/1', 'b6 Gi0/1', { state: 'one-way', claims: [claim('b6')] }),
  link('a7 Gi0/1', 'b7 Gi0/1', { state: 'unverified' }),
  link('a8 Gi0/1', 'b8 Gi0/1', { state: 'mismatch' }),
  link('a9 Gi0/1', 'b9 Gi0/1', { settling: true }),
];
const lost = [link('a1 Gi0/2', 'b2 Gi0/2'), link('a3 Gi0/2', 'b4 Gi0/2')];
const EVERY = snapshot(
  [...'123456789'].flatMap((at) => [device(`a${at}`), device(`b${at}`)]),
  every,
  { changes: lost.map((one) => change('lost', one)) },
);
const EVERY_LOADS: LinkLoads = {
  ...loadsOf(EVERY, {
    'a1:': [930e6, 210e6],
    'a2:': [0, 0],
    'a3:': [1.18e9, 700e6],
    'a4:': [null, 480e6],
    'a5:': [330e6, 12e6],
    'a6:': [{ bps: 440e6, coverage: 0.7 }, null],
    'a7:': [sampled(310e6, 0.08), sampled(2.4e6, 0.6)],
    'a8:': [120e6, 60e6],
    'a9:': [300e6, 950],
  }),
  unattributed: { bytes: 8.1e9, packets: 9e6, reasons: { 'no-link': 7e9, 'unknown-exporter': 1.1e9 } },
  exporters: EXPORTERS.map((one, at) => ({ ...one, loss: at === 1 ? 0.021 : 0, sampling: [at === 2 ? 1000 : 1] })),
};
const EVERY_BEFORE = { ...EVERY, links: [...every, ...lost], changes: [] };

/** A LAG of four with a figure of its own and two members that report, one of two whose members report, and a third that none does. */
const lag = [1, 2, 3, 4].map((port) =>
  link(`core Te1/0/${port}`, `edge Te0/${port}`, { speedBps: 1e10, bundle: 'Port-channel1' }),
);
const pair = members('core', 'storage', { bundle: 'Port-channel2' });
const dark = members('edge', 'lonely', { bundle: 'Port-channel3' });
const LAGS = snapshot(
  [device('core'), device('edge'), device('storage'), device('lonely'), stub('Internet')],
  [...lag, ...pair, ...dark, link('edge Gi0/9', 'Internet', { state: 'declared', speedBps: null })],
  { bundles: [bundle(lag, 'whole'), bundle(pair, 'whole', 'Port-channel2'), bundle(dark, 'whole', 'Port-channel3')] },
);
const LAGS_LOADS = loadsOf(LAGS, {
  'core:Port-channel1': [26.4e9, 5.1e9],
  'core:TenGigabitEthernet1/0/1--': [9.4e9, 1.1e9],
  'core:TenGigabitEthernet1/0/2--': [5.5e9, 2.9e9],
  'core:TenGigabitEthernet0/': [4.6e9, 2.9e9],
  'Internet--edge': [38e6, 212e6],
});

const CAMPUS = campus(50);
const SMALL_CAMPUS = campus(12);

export const WEATHERMAPS: Readonly<Record<string, DiagramInput>> = {
  'weathermap of the lab': input(LAB, { view: LAB_VIEW, loads: LAB_LOADS }),
  'weathermap of the lab to the right': input(LAB, { view: { ...LAB_VIEW, direction: 'right' }, loads: LAB_LOADS }),
  'weathermap of every load': input(EVERY, {
    before: EVERY_BEFORE,
    view: view({ title: 'Every load', ranks: [['a*'], ['b*']] }),
    loads: EVERY_LOADS,
  }),
  'weathermap of bundles': input(LAGS, {
    view: view({ title: 'Bundles', ranks: [['core'], ['edge', 'storage']] }),
    loads: LAGS_LOADS,
  }),
  'weathermap without loads': input(LAB, { view: LAB_VIEW, loads: loadsOf(LAB, {}) }),
  'weathermap of two links lost': input(LAB_TWO_LOST, { view: LAB_VIEW, before: LAB, loads: LAB_LOADS }),
  'weathermap of the lab in trouble': input(LAB_TROUBLED, { view: LAB_VIEW, loads: busyLoads(LAB_TROUBLED) }),
  'weathermap in the colours of PHP Weathermap': input(LAB, {
    view: LAB_VIEW,
    loads: LAB_LOADS,
    scale: 'php-weathermap',
  }),
  'weathermap with segment and stubs': input(LAB_RICH, { view: RICH_VIEW, loads: busyLoads(LAB_RICH) }),
  'weathermap with segment and stubs to the right': input(LAB_RICH, {
    view: { ...RICH_VIEW, direction: 'right' },
    loads: busyLoads(LAB_RICH),
  }),
  'weathermap of bundles in every state': input(BUNDLES, {
    view: view({ title: 'Bundles' }),
    loads: busyLoads(BUNDLES),
  }),
  'weathermap of neighbours': input(STUBS, { view: view({ title: 'Neighbours' }), loads: busyLoads(STUBS) }),
  'weathermap of a campus of 12': input(SMALL_CAMPUS, {
    view: view({ title: 'Campus of 12' }),
    loads: busyLoads(SMALL_CAMPUS),
  }),
  'weathermap of a campus of 50': input(CAMPUS, { view: view({ title: 'Campus of 50' }), loads: busyLoads(CAMPUS) }),
};
