// A fleet in a process of its own, so that its work is not counted as ours: `fleet-process.ts [DEVICES]`. Prints one line of
// JSON, its devices with their ports; as a forked child it also sends them to the parent. Ends with its standard input or parent.
import { startFleet } from '../../src/lab/index.ts';

/** What a topology visit asks on IOS; other commands are answered as well. */
const VISIT = [
  'terminal length 0',
  'terminal width 512',
  'show lldp',
  'show lldp neighbors',
  'show lldp neighbors detail',
  'show version',
  'show interfaces',
  'show ip interface brief',
  'show snmp mib ifmib ifindex',
  'show etherchannel summary',
];

const fleet = await startFleet({ devices: Number(process.argv[2] ?? 500), prepare: VISIT });
const places = fleet.devices.map(({ name, host, port, user, password }) => ({
  name,
  host,
  port,
  user,
  password: password.reveal(),
}));
process.stdout.write(`${JSON.stringify(places)}\n`);
if (process.send) {
  process.send(places);
  process.on('disconnect', () => process.exit());
} else {
  process.stdin.on('end', () => process.exit()).resume();
}
