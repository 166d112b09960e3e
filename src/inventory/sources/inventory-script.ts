// Dynamic inventory scripts: told apart so that their source is not taken for INI. They are not run.
import type { SourceReader } from '../source-reader.ts';

export const SCRIPT_READER: SourceReader = {
  name: 'inventory script',
  recognises: (_, text) => text.startsWith('#!'),
  read: (file, _, problems) => {
    const hint = 'run it and save what it prints for --list as hosts.json, then move the script elsewhere';
    const place = { file: file.path, line: 1, column: 1 };
    problems.error('CONFIG_UNSUPPORTED', place, 'this is a script, and inventory scripts are not run', hint);
  },
};
