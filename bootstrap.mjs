// Makes a fresh clone ready: installs the packages and builds `dist` when they are missing or older than their sources.
// Plain JavaScript on Node alone, because it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const BUILD_STAMP = join(root, 'dist/cli/main.js');
const INSTALL_STAMP = join(root, 'node_modules/.package-lock.json');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`toposcope needs Node 20.19 or newer, this is ${process.version}. Install a newer Node and try again.`);
  process.exit(2);
}

if (isOlder(INSTALL_STAMP, join(root, 'package-lock.json'))) {
  console.error('installing packages (npm ci) …');
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
if (isOlder(BUILD_STAMP, join(root, 'src'), join(root, 'tsconfig.build.json'), INSTALL_STAMP)) {
  console.error('building (tsc) …');
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);
}

function run(command, args) {
  // Standard output stays clean for commands that print JSON: what an installer says goes to standard error.
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
}

function isOlder(stamp, ...sources) {
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return sources.some((source) => newest(source) > built);
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
