// Whatever is typed, the shell answers and comes back to a prompt.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../src/lab/clock.ts';
import { ExecShell } from '../../src/lab/exec-shell.ts';
import { FaultSet } from '../../src/lab/faults.ts';
import { LabNetwork } from '../../src/lab/lab-network.ts';
import { parseLabTopology } from '../../src/lab/topology-file.ts';
import { FIVE_ROUTERS } from './five-routers.ts';

function openShell() {
  const topology = parseLabTopology(FIVE_ROUTERS);
  const network = new LabNetwork(topology, createManualClock(new Date('2026-11-21T10:00:00Z')));
  let output = '';
  let closed = false;
  const shell = new ExecShell(network.device('r5-tor'), {
    user: 'cisco',
    vty: 0,
    peerAddress: '127.0.0.1',
    faults: new FaultSet(),
    send: (text) => {
      output += text;
    },
    close: () => {
      closed = true;
    },
    drop: () => undefined,
    onCommand: () => undefined,
  });
  shell.start();
  return { shell, type: (text: string) => shell.terminal.feed(text), read: () => ({ output, closed }) };
}

const Word = fc.constantFrom(
  ...['show', 'sh', 'lldp', 'nei', 'detail', 'interface', 'gi0/1', 'gig', '0/1', 'no', 'shutdown', 'description'],
  ...['conf', 't', 'end', 'exit', 'enable', 'cisco', 'do', 'run', '|', 'include', '(', 'timer', '5', 'hostname', 'x'],
  ...['write', 'copy', 'startup-config', 'terminal', 'length', '0', 'ip', 'address', '?', '\t', '\u0003', '\u001a'],
);
const Line = fc.oneof(
  { weight: 4, arbitrary: fc.array(Word, { maxLength: 6 }).map((words) => words.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);

describe('the shell', () => {
  it('survives any typing and answers the next command, unless it was left', () => {
    fc.assert(
      fc.property(fc.array(Line, { maxLength: 15 }), (lines) => {
        const { type, read } = openShell();
        // Enabled first, so that configuration mode is reached too.
        type('enable\rcisco\rterminal length 0\r');
        for (const line of lines) type(`${line}\r`);
        // Out of a pager, a question, a password prompt, whatever was left open.
        type('q\u001a\r\r\r\r\u001ashow clock\r');
        const { output, closed } = read();
        expect(closed || /UTC Sat Nov 21 2026\r\n\S+[>#]$/.test(output)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
