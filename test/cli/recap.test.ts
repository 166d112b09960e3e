// What a person is told of a snapshot's problems.
import { describe, expect, it } from 'vitest';
import type { Output } from '../../src/cli/console.ts';
import { formatProblems } from '../../src/cli/recap.ts';
import type { ErrorCode, Snapshot, SnapshotProblem } from '../../src/model/index.ts';

const output: Output = { print: () => undefined, say: () => undefined, paint: (_colour, text) => text };

function told(...problems: (readonly [code: ErrorCode, device: string, hint: string])[]): string[] {
  const listed = problems.map(
    ([code, device, hint]): SnapshotProblem => ({
      code,
      device,
      hint,
      severity: 'error',
      message: `${device}: it fails`,
    }),
  );
  return formatProblems(output, { problems: listed } as unknown as Snapshot).split('\n');
}

describe('the problems of a snapshot', () => {
  it('tell the cure of a jump host once for all devices behind it', () => {
    expect(
      told(
        ['DEVICE_JUMP_FAILED', 'r1', 'mend gate'],
        ['DEVICE_JUMP_FAILED', 'r2', 'mend gate'],
        ['DEVICE_JUMP_FAILED', 'r3', 'mend tower'],
        ['DEVICE_UNREACHABLE', 'r4', 'plug it in'],
        ['DEVICE_UNREACHABLE', 'r5', 'plug it in'],
      ),
    ).toEqual([
      'error r1: DEVICE_JUMP_FAILED: it fails',
      '    mend gate',
      'error r2: DEVICE_JUMP_FAILED: it fails',
      'error r3: DEVICE_JUMP_FAILED: it fails',
      '    mend tower',
      'error r4: DEVICE_UNREACHABLE: it fails',
      '    plug it in',
      'error r5: DEVICE_UNREACHABLE: it fails',
      '    plug it in',
    ]);
  });

  it('tell three of a device and a kind, and count the rest', () => {
    const line = ['PARSE_UNKNOWN_LINE', 'r1', 'report it'] as const;
    expect(told(line, line, line, line, line).slice(-2)).toEqual([
      '    report it',
      '    … and 2 more like it; --json has them all',
    ]);
  });
});
