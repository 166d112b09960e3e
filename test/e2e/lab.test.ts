// The main job over real SSH against the lab, without the command line.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Project } from '../../src/app/index.ts';
import type { Lab } from '../../src/lab/index.ts';
import { findPlatform, maskVolatile } from '../../src/platforms/index.ts';
import { hashAnswer } from '../../src/store/index.ts';
import { CLOCK_RATE, labProject, linksByState, pause, startFiveRouters, take, temporaryFolder } from './support.ts';

const EDGE_TO_R1 = 'r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1';

describe('the five-router lab', () => {
  let lab: Lab;
  let output: Awaited<ReturnType<typeof temporaryFolder>>;
  let project: Project;
  beforeEach(async () => {
    lab = await startFiveRouters();
    output = await temporaryFolder();
    project = await labProject(lab, output.path);
  });
  afterEach(async () => {
    await lab.close();
    await output.remove();
  });

  it('is found whole, with LLDP turned on once and not again', async () => {
    const asked: string[] = [];
    const first = await take(project, output.path, {
      onVisit: (visit) => asked.push(...visit.answers.map((answer) => answer.raw)),
    });
    expect(first.devices.filter((device) => device.poll?.changed)).toHaveLength(5);
    expect(linksByState(first).confirmed).toHaveLength(6);
    expect(linksByState(first).declared).toHaveLength(2);
    expect(first.problems).toEqual([]);
    const store = openStore(output.path);
    for (const hash of Object.values(first.answers).flatMap((answers) => Object.values(answers))) {
      expect(asked).toContain(await store.answer(hash));
    }
    // Also the answers of before LLDP was on, which no longer count: `show lldp` said that it was off.
    const off = asked.find((raw) => raw.includes('% LLDP is not enabled'))!;
    const masked = maskVolatile(findPlatform('cisco_ios'), 'show lldp', off);
    expect(await store.answer(hashAnswer(masked))).toContain('% LLDP is not enabled');
    const second = await take(project, output.path);
    expect(second.devices.filter((device) => device.poll?.changed)).toHaveLength(0);
    expect(second.changes).toEqual([]);
  });

  it('reads what the contract promises of a device', async () => {
    const snapshot = await take(project, output.path);
    const edge = snapshot.devices.find((device) => device.name === 'r6-edge');
    expect(edge).toMatchObject({
      managed: true,
      hostname: 'r6',
      platform: 'cisco_ios',
      managementAddress: '192.168.2.222',
      groups: ['devices', 'edge-devices'],
      lldp: { enabled: true, intervalSeconds: 30, holdSeconds: 120 },
    });
    expect(edge?.aliases).toEqual(expect.arrayContaining(['r6', 'r6.virl.info']));
    expect(edge?.ports.find((port) => port.name === 'GigabitEthernet0/1')).toMatchObject({
      short: 'Gi0/1',
      speedBps: 1_000_000_000,
      adminUp: true,
      operUp: true,
      ifIndex: expect.any(Number),
    });
    const link = snapshot.links.find((one) => one.id === EDGE_TO_R1);
    expect(link).toMatchObject({ state: 'confirmed', protocols: ['lldp'], speedBps: 1_000_000_000 });
    expect(link?.claims.map((claim) => claim.by)).toEqual(['r1', 'r6-edge']);
    expect(link?.claims.every((claim) => claim.evidence !== null)).toBe(true);
  });

  it('says the same from the answers it kept as over SSH', async () => {
    await take(project, output.path);
    const keep = `${output.path}/kept`;
    const live = await take(project, output.path, { keep, baseline: true });
    const replayed = await take(project, `${output.path}/replay`, { from: keep });
    const timeless = (snapshot: typeof live) =>
      JSON.stringify([snapshot.links, snapshot.segments]).replace(/"(at|firstSeen)":"[^"]*"/g, '"$1":"now"');
    expect(timeless(replayed)).toBe(timeless(live));
    expect(replayed.devices.map((device) => device.ports)).toEqual(live.devices.map((device) => device.ports));
  });

  it('raises no one-way alarm while LLDP has just been turned on everywhere', async () => {
    // Turned on by somebody else a moment ago: nothing is waited for, every first frame was missed by somebody.
    const impatient = await labProject(lab, output.path, { ensureLldp: false });
    await take(project, output.path, { baseline: true, limit: 'r1' });
    await Promise.all(
      ['r2', 'r3', 'r5-tor', 'r6-edge'].map((limit) => take(project, `${output.path}/${limit}`, { limit })),
    );
    const snapshot = await take(impatient, output.path);
    expect(snapshot.changes.filter((change) => change.kind === 'one-way' || change.kind === 'lost')).toEqual([]);
    expect(snapshot.links.filter((link) => link.state === 'one-way' && !link.settling)).toEqual([]);
  });

  it('tells a port that was shut down', async () => {
    await take(project, output.path);
    lab.cut('r6-edge:Gi0/1', 'shutdown');
    await pause(2000 / CLOCK_RATE);
    const snapshot = await take(project, output.path);
    expect(snapshot.changes).toMatchObject([{ kind: 'lost', link: EDGE_TO_R1 }]);
    expect(snapshot.changes[0]?.cause).toMatch(/r6-edge GigabitEthernet0\/1 is administratively down/);
  });

  it('is not fooled by silence before the hold time has run out, and tells it after', async () => {
    await take(project, output.path);
    lab.cut('r6-edge:Gi0/1', 'silent');
    const early = await take(project, output.path);
    expect(early.changes).toEqual([]);
    await pause(130_000 / CLOCK_RATE);
    const late = await take(project, output.path);
    expect(late.changes).toMatchObject([{ kind: 'lost', link: EDGE_TO_R1 }]);
    expect(late.changes[0]?.cause).toMatch(/no longer hear each other; the ports are up and the hold time ran out/);
  });

  it('reports a link heard in one direction only as one-way, with its direction', async () => {
    await take(project, output.path);
    // A second look, so that LLDP is no longer known as just turned on.
    await take(project, output.path);
    lab.oneWay('r6-edge:Gi0/1');
    await pause(130_000 / CLOCK_RATE);
    const snapshot = await take(project, output.path);
    expect(snapshot.changes).toMatchObject([{ kind: 'one-way', link: EDGE_TO_R1 }]);
    const link = snapshot.links.find((one) => one.id === EDGE_TO_R1);
    expect(link?.state).toBe('one-way');
    expect(link?.reason).toMatch(/r1 .*does not hear r6-edge/);
    lab.restore('r6-edge:Gi0/1');
    await pause(40_000 / CLOCK_RATE);
    const healed = await take(project, output.path);
    expect(healed.changes).toMatchObject([{ kind: 'restored', link: EDGE_TO_R1 }]);
  });
});
