// A fleet in a process of its own, so that its work is not counted as a client's. Sends its devices to the parent.
import { startFleet } from '../../src/lab/index.ts';
import { COMMANDS } from './fleet-commands.ts';

const fleet = await startFleet({
  devices: Number(process.argv[2] ?? 500),
  prepare: ['terminal length 0', 'terminal width 512', ...COMMANDS],
});
process.send?.(fleet.devices.map(({ name, host, port }) => ({ name, host, port })));
process.on('disconnect', () => process.exit());
