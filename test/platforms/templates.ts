// The templates as they lie in the repository.
import { existsSync, readFileSync } from 'node:fs';
import type { Templates } from '../../src/platforms/index.ts';

export const TEMPLATES: Templates = {
  get(name) {
    const file = new URL(`../../templates/textfsm/${name}.textfsm`, import.meta.url);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  },
};
