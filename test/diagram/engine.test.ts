// The layout worker: one question at a time, ended when it runs away, never a reason for the process to stay.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLayoutEngine, type LayoutEngine } from '../../src/diagram/index.ts';

const engines: LayoutEngine[] = [];
function open(timeoutMs?: number): LayoutEngine {
  const engine = createLayoutEngine(timeoutMs === undefined ? {} : { timeoutMs });
  engines.push(engine);
  return engine;
}
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

const DOT = { engine: 'dot', format: 'plain' } as const;
/** A dense unranked mesh keeps dot busy for far longer than the time it gets. */
const MESH = `graph { ${Array.from({ length: 400 }, (_, a) => Array.from({ length: 12 }, (_, b) => `n${a} -- n${(a * 7 + b * 31 + 1) % 400};`).join(' ')).join('\n')} }`;

describe('the layout engine', () => {
  it('answers every caller with its own graph', async () => {
    const engine = open();
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => engine.layout(`graph { ${name} }`, DOT)));
    expect(answers.map((plain) => /^node (\w)/m.exec(plain)?.[1])).toEqual(['a', 'b', 'c']);
  });

  it('keeps positions of nodes and edges with nop', async () => {
    const fixed =
      'graph { node [label=""]; a [pos="0,0"]; b [pos="500,100"]; a -- b [pos="0,0 100,50 400,50 500,100"] }';
    const graph = JSON.parse(await open().layout(fixed, { engine: 'neato', format: 'json', nop: 2 }));
    const [a, b] = graph.objects.map((node: { pos: string }) => node.pos.split(',').map(Number));
    expect([b[0] - a[0], b[1] - a[1]]).toEqual([500, 100]);
  });

  it('ends a layout that takes too long, says what to do, and serves the next', async () => {
    const engine = open(400);
    const stuck = engine.layout(MESH, DOT);
    const next = engine.layout('graph { a }', DOT);
    await expect(stuck).rejects.toMatchObject({ code: 'DIAGRAM_TIMEOUT', hint: expect.stringContaining('include') });
    // The fresh worker gets the same time to load; on a busy machine that may be too short once.
    await next.catch(() => undefined);
    const patient = open();
    await expect(patient.layout('graph { a }', DOT)).resolves.toContain('node a');
  });

  it('reports text that is not DOT, and serves the next', async () => {
    const engine = open();
    await expect(engine.layout('graph { a -- ', DOT)).rejects.toMatchObject({ code: 'DIAGRAM_ENGINE_FAILED' });
    await expect(engine.layout('graph { a }', DOT)).resolves.toContain('node a');
  });

  it('rejects what waits or comes after close', async () => {
    const engine = open();
    const waiting = engine.layout(MESH, DOT);
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'DIAGRAM_ENGINE_FAILED' });
    await engine.close();
    await outcome;
    await expect(engine.layout('graph { a }', DOT)).rejects.toMatchObject({ code: 'DIAGRAM_ENGINE_FAILED' });
  });

  it('lets the process end while it is open', () => {
    const script = join(import.meta.dirname, 'leave-open.ts');
    const run = spawnSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8', timeout: 25_000 });
    expect(run.stdout).toContain('drawn');
    expect(run.status).toBe(0);
  });
});
