// The lab in a process of its own, so that its work is not counted as ours. Sends its devices to the parent.
import { readFileSync } from 'node:fs';
import { startLab } from '../../src/lab/index.ts';

const lab = await startLab({
  topology: readFileSync('templates/lab/five-routers.yml', 'utf8'),
  basePort: 'free',
  timeScale: 60,
});
process.send?.(lab.devices.map(({ name, host, port }) => ({ name, host, port })));
process.on('disconnect', () => process.exit());
