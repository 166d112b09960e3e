// `npm run bench [name…]`: every benchmark, or those named. Figures are ratios within one run; these machines differ.
import { benchAnsible } from './ansible.ts';
import { benchFleet } from './fleet.ts';
import { benchFlows } from './flows.ts';
import { benchIntake } from './intake.ts';
import { benchRender } from './render.ts';
import { benchSnapshot } from './snapshot.ts';
import { benchStore } from './store.ts';
import { benchTextfsm } from './textfsm.ts';
import { benchTopology } from './topology.ts';
import { benchTraffic } from './traffic.ts';
import { benchVisit } from './visit.ts';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  visit: benchVisit,
  fleet: benchFleet,
  ansible: benchAnsible,
  snapshot: benchSnapshot,
  topology: benchTopology,
  render: benchRender,
  store: benchStore,
  traffic: benchTraffic,
  textfsm: benchTextfsm,
  flows: benchFlows,
  intake: benchIntake,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n## ${name}`);
  await bench();
}
