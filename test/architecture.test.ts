// The rooms and the arrows between them, as ARCHITECTURE.md tells: each room has one door, arrows point one way,
// and a third-party package belongs to one room.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  /** Core rooms are pure: these node modules are all they may touch. */
  readonly pure: boolean;
}

const ROOMS: Readonly<Record<string, Room>> = {
  model: { rooms: [], packages: ['zod'], pure: true },
  inventory: { rooms: ['model'], packages: ['yaml', 'zod', 'ansible-vault', 'ssh-config', 'csv-parse'], pure: true },
  textfsm: { rooms: [], packages: [], pure: true },
  platforms: { rooms: ['model', 'textfsm'], packages: ['nunjucks'], pure: true },
  topology: { rooms: ['model'], packages: ['graphology', 'graphology-types'], pure: true },
  diagram: {
    rooms: ['model', 'topology'],
    packages: ['ts-graphviz', '@hpcc-js/wasm-graphviz', 'pdfkit'],
    pure: true,
  },
  incidents: { rooms: ['model', 'topology'], packages: [], pure: true },
  flows: { rooms: ['model'], packages: [], pure: true },
  devices: { rooms: ['model', 'platforms'], packages: ['ssh2', 'yaml'], pure: false },
  store: { rooms: ['model'], packages: ['better-sqlite3'], pure: false },
  alerts: { rooms: ['model', 'incidents'], packages: ['nodemailer', 'nunjucks'], pure: false },
  events: { rooms: ['model'], packages: ['net-snmp'], pure: false },
  collector: { rooms: ['model', 'flows'], packages: [], pure: false },
  app: {
    rooms: [
      ...['model', 'inventory', 'textfsm', 'platforms', 'topology', 'diagram', 'incidents', 'flows'],
      ...['devices', 'store', 'alerts', 'events', 'collector'],
    ],
    packages: ['@fontsource/arimo', '@fontsource/dejavu-sans', 'mmdb-lib', 'node-cron'],
    pure: false,
  },
  lab: { rooms: ['model'], packages: ['ssh2', 'yaml', 'zod'], pure: false },
  cli: { rooms: ['app', 'lab', 'model'], packages: ['commander', 'cli-progress'], pure: false },
};

/** Pure rooms may use these: they compute and do not touch the world. The layout worker is the one thread they own. */
const PURE_NODE_MODULES = ['node:util', 'node:buffer', 'node:crypto', 'node:stream', 'node:worker_threads'];

interface SourceText {
  /** Relative to `src/`, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

describe('architecture', () => {
  const files = readSources();

  it('sees the whole house', () => {
    expect(files.length).toBeGreaterThan(60);
    const seen = new Set(files.map((file) => roomOf(file.path)));
    expect([...seen].sort()).toEqual(Object.keys(ROOMS).sort());
  });

  it('gives every room one door', () => {
    const withoutDoor = Object.keys(ROOMS).filter((room) => room !== 'cli' && !existsSync(`src/${room}/index.ts`));
    expect(withoutDoor).toEqual([]);
  });

  it('is what ARCHITECTURE.md tells', () => {
    expect(readTable()).toEqual(
      Object.entries(ROOMS).map(([name, { rooms, packages }]) => ({ name, rooms, packages })),
    );
  });

  it('has no import that the table forbids', () => {
    expect(files.flatMap(findBreaches)).toEqual([]);
  });

  it('has no files that import each other in a circle', () => {
    expect(findCircle(files)).toBeNull();
  });

  it('notices a circle', () => {
    const a = { path: 'model/a.ts', text: "import type { B } from './b.ts';" };
    const b = { path: 'model/b.ts', text: "import { c } from './deep/c.ts';" };
    const c = { path: 'model/deep/c.ts', text: "export * from '../a.ts';" };
    expect(findCircle([a, b, c])).toBe('model/a.ts → model/b.ts → model/deep/c.ts → model/a.ts');
  });

  it('reads imports at all', () => {
    expect(files.flatMap((file) => importsOf(file)).length).toBeGreaterThan(200);
  });

  it.each([
    [
      'an arrow that points up',
      'model/x.ts',
      "import { takeSnapshot } from '../app/index.ts';",
      'model may not import app',
    ],
    ['a way past a door', 'app/x.ts', "import { Store } from '../store/files.ts';", 'past the door of store'],
    ['a dynamic import', 'textfsm/x.ts', "await import('../model/index.ts');", 'textfsm may not import model'],
    ['a re-export', 'store/x.ts', "export * from '../devices/index.ts';", 'store may not import devices'],
    ['a package of another room', 'store/x.ts', "import { Client } from 'ssh2';", 'ssh2 does not belong to store'],
    ['a core room that touches files', 'topology/x.ts', "import fs from 'node:fs';", 'topology is pure'],
    [
      'a type import',
      'platforms/x.ts',
      "import type { A } from '../topology/index.ts';",
      'platforms may not import topology',
    ],
  ])('notices %s', (_, path, text, message) => {
    expect(findBreaches({ path, text }).join('\n')).toContain(message);
  });
});

/** The table of rooms in ARCHITECTURE.md; `all above` is every room in the rows before. */
function readTable() {
  const rows = readFileSync('ARCHITECTURE.md', 'utf8').matchAll(/^\| `(\w+)` \|[^|]*\| ([^|]*) \| ([^|]*) \|$/gm);
  const listOf = (cell: string) => (cell === '–' ? [] : cell.split(', '));
  const table: { name: string; rooms: string[]; packages: string[] }[] = [];
  for (const [, name = '', rooms = '', packages = ''] of rows) {
    const above = table.map((room) => room.name);
    table.push({ name, rooms: rooms === 'all above' ? above : listOf(rooms), packages: listOf(packages) });
  }
  return table;
}

function readSources(): SourceText[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => /\.(ts|js)$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }));
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function importsOf(file: SourceText): string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map((imported) => imported.fileName);
}

/** The first circle of files, or null. */
function findCircle(files: readonly SourceText[]): string | null {
  const targets = new Map(files.map((file) => [file.path, localImports(file)]));
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): string | null => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path].join(' → ');
    if (done.has(path)) return null;
    for (const target of targets.get(path) ?? []) {
      const circle = visit(target, [...above, path]);
      if (circle) return circle;
    }
    done.add(path);
    return null;
  };
  for (const { path } of files) {
    const circle = visit(path, []);
    if (circle) return circle;
  }
  return null;
}

function localImports(file: SourceText): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(file.path), specifier));
}

function findBreaches(file: SourceText): string[] {
  return importsOf(file)
    .map((specifier) => breachOf(file.path, specifier))
    .filter((breach) => breach !== null)
    .map((breach) => `src/${file.path}: ${breach}`);
}

function breachOf(path: string, specifier: string): string | null {
  const name = roomOf(path);
  const room = ROOMS[name];
  if (!room) return `no room is called ${name}`;
  if (specifier.startsWith('.')) return roomBreach(path, specifier, name, room);
  if (specifier.startsWith('node:')) {
    return room.pure && !PURE_NODE_MODULES.includes(specifier) ? `${name} is pure and may not use ${specifier}` : null;
  }
  const packageName = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return room.packages.includes(packageName) ? null : `${packageName} does not belong to ${name}`;
}

function roomBreach(path: string, specifier: string, name: string, room: Room): string | null {
  const target = relative(resolve('src'), resolve('src', dirname(path), specifier))
    .split(sep)
    .join('/');
  const other = roomOf(target);
  if (other === name) return null;
  if (!room.rooms.includes(other)) return `${name} may not import ${other}`;
  return target === `${other}/index.ts` ? null : `goes past the door of ${other} (${specifier})`;
}
