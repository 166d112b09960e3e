// Run in a process of its own: prints one hash over the diagrams that the equal-bytes test draws.
import { createHash } from 'node:crypto';
import { createLayoutEngine, renderDiagram } from '../../src/diagram/index.ts';
import { CASES } from './cases.ts';
import { loadFonts } from './networks.ts';

const engine = createLayoutEngine();
const hash = createHash('sha256');
for (const name of ['lab', 'changes', 'campus of 50', 'weathermap of every load', 'weathermap of a campus of 50']) {
  const of = CASES[name];
  if (!of) throw new Error(`no case ${name}`);
  for (const content of (await renderDiagram(of, ['svg', 'pdf', 'dot'], engine, loadFonts())).values())
    hash.update(content);
}
console.log(hash.digest('hex'));
