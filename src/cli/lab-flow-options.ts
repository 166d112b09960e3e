// The options of `toposcope lab` that say what crosses the cables and what the devices tell of it.
import { existsSync, readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  FLOW_SETUP_PROTOCOLS,
  type FlowSetupProtocol,
  type LabOptions,
  type LabTopology,
  parseTrafficPlan,
} from '../lab/index.ts';
import { ToposcopeError } from '../model/index.ts';

export interface LabFlowOptions {
  /** `quiet`, `demo`, or a file. */
  readonly traffic: string;
  readonly flows?: string;
  readonly flowProtocol: FlowSetupProtocol;
  readonly sampling?: number;
}

export function withLabFlowOptions(command: Command): Command {
  return command
    .option('--traffic <what>', 'what crosses the cables: demo, quiet, or a traffic file', 'demo')
    .option('--flows <host:port>', 'devices send their flows there (else to 127.0.0.1 port 2055, sFlow to 6343)')
    .addOption(
      new Option('--flow-protocol <n>', 'NetFlow 5 or 9, IPFIX (10), or sflow')
        .choices(FLOW_SETUP_PROTOCOLS)
        .default('5'),
    )
    .option('--sampling <n>', 'devices look at one packet in so many: 1, or 1000 of sFlow', parseSampling);
}

/** What the options are to `startLab`. Reads the traffic file. Throws LAB_TRAFFIC_INVALID or CONFIG_INVALID_VALUE. */
export function labFlows(
  { traffic, flows, flowProtocol, sampling }: LabFlowOptions,
  topology: LabTopology,
): Pick<LabOptions, 'traffic' | 'flows' | 'flowsTo'> {
  return {
    flows: { protocol: flowProtocol, sampling: sampling ?? (flowProtocol === 'sflow' ? SFLOW_SAMPLING : 1) },
    ...(traffic === 'quiet' ? {} : { traffic: traffic === 'demo' ? traffic : readTraffic(traffic, topology) }),
    ...(flows === undefined ? {} : { flowsTo: flows }),
  };
}

/** A datagram for every seventh packet is nothing that a switch would do. */
const SFLOW_SAMPLING = 1000;

function readTraffic(file: string, topology: LabTopology) {
  if (existsSync(file)) return parseTrafficPlan(readFileSync(file, 'utf8'), topology, file);
  throw new ToposcopeError('CONFIG_INVALID_VALUE', `there is no traffic file ${file}`, {
    hint: 'say demo, quiet, or the name of a file: docs/how-to/lab.md#traffic-and-flows',
  });
}

function parseSampling(text: string): number {
  const rate = Number(text);
  if (Number.isInteger(rate) && rate >= 1 && rate <= 16_383) return rate;
  throw new InvalidArgumentError('a whole number from 1 to 16383 is needed');
}
