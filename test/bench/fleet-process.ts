// A fleet in a process of its own, so that its work is not counted as a client's. Sends its devices to the parent.
import { startFleet } from '../../src/lab/index.ts';
import { COMMANDS } from './fleet-commands.ts';

const fleet = await startFleet({
  devices: Number(process.argv[2] ?? 500),
  prepare: ['terminal length 0', 'terminal width 512', ...COMMANDS],
});
process.send?.(fleet.devices.map(({ name, host, port }) => ({ name, host, port })));
// Asked for what it has cost so far, it answers in milliseconds of CPU.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1000);
});
process.on('disconnect', () => process.exit());
