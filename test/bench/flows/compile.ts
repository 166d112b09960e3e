// The product and the programs of this benchmark, compiled into a folder: what is measured is what is shipped.
import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PROGRAMS = [
  'test/bench/flows/step-process.ts',
  'test/bench/flows/intake-process.ts',
  'src/app/flows/flow-thread.ts',
];

/** Returns a function that tells where a program's JavaScript is. Types are not checked: that has a job of its own. */
export function compileProgram(folder: string): (source: string) => string {
  const root = resolve('.');
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      ...{ noEmit: false, noCheck: true, rootDir: root, outDir: join(folder, 'compiled') },
      typeRoots: [join(root, 'node_modules/@types')],
    },
    files: PROGRAMS.filter((path) => existsSync(path)).map((path) => join(root, path)),
    include: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  if (!existsSync(join(folder, 'node_modules'))) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'inherit' });
  return (source) => join(folder, 'compiled', source.replace(/\.ts$/, '.js'));
}

/** Null where there is no compiler. */
export function compileC(name: string, folder: string): string | null {
  const program = join(folder, name);
  try {
    execFileSync('gcc', ['-O2', '-o', program, join('test/bench/flows', `${name}.c`)], { stdio: 'inherit' });
    return program;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}
