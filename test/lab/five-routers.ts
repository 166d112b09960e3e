// The shipped topology, for every test of the room.
import { readFileSync } from 'node:fs';

export const FIVE_ROUTERS = readFileSync(new URL('../../templates/lab/five-routers.yml', import.meta.url), 'utf8');
