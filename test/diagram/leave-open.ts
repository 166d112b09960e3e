// Run in a process of its own: draws once and never closes the engine. The process must end all the same.
import { createLayoutEngine } from '../../src/diagram/index.ts';

const engine = createLayoutEngine();
const plain = await engine.layout('graph { a -- b }', { engine: 'dot', format: 'plain' });
console.log(plain.includes('edge') ? 'drawn' : plain);
