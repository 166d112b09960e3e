// Traffic and flow export of a whole lab: what is carried, how devices are set up to tell of it, and where that goes.
import { ToposcopeError } from '../model/index.ts';
import { loopbackAddresses } from './addresses.ts';
import { DEFAULT_POLLING_SECONDS, destinationOf, type FlowSetup, flowSetupLines } from './flow/flow-setup.ts';
import type { LabNetwork } from './lab-network.ts';
import type { LabTopology } from './lab-topology.ts';
import { parseReceiver } from './notify/receiver.ts';
import { demoPlan } from './traffic/demo-plan.ts';
import { readAddresses } from './traffic/network-state.ts';
import { addressNumber } from './traffic/streams.ts';
import { type DeviceExport, Timeline } from './traffic/timeline.ts';
import { checkPlaces } from './traffic/traffic-file.ts';
import type { TrafficModel } from './traffic/traffic-model.ts';
import { TrafficPlan, type TrafficPlanInput } from './traffic/traffic-plan.ts';

/** Devices that all listen on one address still send from addresses of their own: this one and the following ones. */
const FIRST_ADDRESS = '127.0.1.1';

export interface FlowOptions {
  /** What crosses the cables; nothing without it. */
  readonly traffic?: TrafficPlanInput | 'demo';
  /** Of everything that is left to chance in traffic and sampling. */
  readonly seed?: number;
  /** The beginning of the traffic's times, ms since 1970; the lab's beginning without it. */
  readonly trafficStartMs?: number;
  /** How flow export is set up on every device before the lab begins. Without it: as configured in the topology file, or later. */
  readonly flows?: FlowSetup;
  /** Flow datagrams all go there, `HOST:PORT`, wherever configurations send them. */
  readonly flowsTo?: string;
  /** Whether datagrams are really sent, in real time; where nothing is said, if there is `flowsTo`. */
  readonly sendFlows?: boolean;
}

export interface FlowsOfLab {
  readonly model: TrafficModel;
  /** Whether datagrams are to be sent in real time. */
  readonly isSent: boolean;
  /** The address that a device sends from when its configuration names none. */
  addressOf(device: string): string;
}

/** Types the configuration that `flows` asks for. Throws CONFIG_INVALID_VALUE or LAB_TRAFFIC_INVALID. */
export function setUpFlows(
  network: LabNetwork,
  options: FlowOptions & { readonly topology: LabTopology; readonly addresses?: string },
): FlowsOfLab {
  const { topology, seed = 1, flows, traffic, flowsTo } = options;
  const own = loopbackAddresses(options.addresses ?? FIRST_ADDRESS, Object.keys(topology.devices).length);
  const addresses = new Map(Object.keys(topology.devices).map((name, i) => [name, own[i] ?? FIRST_ADDRESS]));
  const addressOf = (device: string) => addresses.get(device) ?? FIRST_ADDRESS;
  if (flows) {
    for (const [name, address] of addresses) {
      network.setUp(name, flowSetupLines(network.device(name).ports, address, flows));
    }
  }
  const timeline = new Timeline(
    network,
    new Map([...addresses].map(([name, address]) => [name, exportOf(address, options)])),
  );
  if (traffic !== undefined || flows) {
    timeline.notice();
    network.onChange(() => timeline.notice());
  }
  const model: TrafficModel = {
    plan: readPlan(topology, traffic, seed),
    startMs: options.trafficStartMs ?? network.clock.realMs(),
    seed: String(seed),
    timeline,
    addressOf: addressReader(network),
  };
  return { model, isSent: options.sendFlows ?? flowsTo !== undefined, addressOf };
}

function readPlan(topology: LabTopology, traffic: FlowOptions['traffic'], seed: number): TrafficPlan {
  if (traffic === 'demo') return demoPlan(topology, seed);
  const plan = TrafficPlan.parse(traffic ?? { name: 'quiet', conversations: [] });
  const [wrong] = checkPlaces(plan, topology);
  if (!wrong) return plan;
  throw new ToposcopeError('LAB_TRAFFIC_INVALID', `${wrong.path.join('.')}: ${wrong.message}`);
}

function exportOf(address: string, { flows, flowsTo }: FlowOptions): DeviceExport {
  const { sampling = 1, pollingSeconds = DEFAULT_POLLING_SECONDS } = flows ?? {};
  return {
    address,
    flowsTo: flowsTo === undefined ? null : parseReceiver(flowsTo),
    sflow: flows?.protocol === 'sflow' ? { rate: sampling, pollingSeconds } : null,
    sflowTo: destinationOf(flows ?? { protocol: 'sflow' }),
  };
}

function addressReader(network: LabNetwork): TrafficModel['addressOf'] {
  const addresses = readAddresses(network);
  return (node) => addressNumber(addresses.get(node) ?? '198.19.0.1');
}
