// The source's own files: what its Ansible play leaves in a folder, one file per router, with a stray switch on the
// management LAN.
import { cp, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawDiff, loadProject, type Project } from '../../src/app/index.ts';
import { linksByState, take, temporaryFolder } from './support.ts';

const NORMAL = 'test/captures/offline/source-lab';
const FAILURE = 'test/captures/offline/source-lab-failure';

const ROUTER_LINKS = [
  'r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1',
  'r1:GigabitEthernet0/2--r5-tor:GigabitEthernet0/1',
  'r2:GigabitEthernet0/1--r6-edge:GigabitEthernet0/2',
  'r2:GigabitEthernet0/2--r5-tor:GigabitEthernet0/2',
  'r3:GigabitEthernet0/1--r6-edge:GigabitEthernet0/3',
  'r3:GigabitEthernet0/2--r5-tor:GigabitEthernet0/3',
];

describe('the source lab from files', () => {
  let project: Project;
  let output: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    project = await loadProject({ inventory: 'inventory/', config: null });
    output = await temporaryFolder();
  });
  afterAll(() => output.remove());

  it('is seven devices, six confirmed links and two declared ones', async () => {
    const snapshot = await take(project, output.path, { from: NORMAL, baseline: true });
    expect(snapshot.devices.map((device) => device.name)).toEqual([
      'Client',
      'Server',
      'r1',
      'r2',
      'r3',
      'r5-tor',
      'r6-edge',
    ]);
    expect(linksByState(snapshot)).toEqual({
      confirmed: ROUTER_LINKS,
      declared: ['Client--r6-edge:GigabitEthernet0/4', 'Server--r5-tor:GigabitEthernet0/4'],
    });
    expect(snapshot.segments).toEqual([]);
    expect(snapshot.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  });

  it('knows r5 and r6 by what both ends say, though nobody told their host names', async () => {
    const snapshot = await take(project, output.path, { from: NORMAL, baseline: true });
    const edge = snapshot.devices.find((device) => device.name === 'r6-edge');
    expect(edge?.aliases).toContain('r6.virl.info');
    expect(edge?.identity.map((entry) => entry.rule).join()).toMatch(/reciproc/);
  });

  it('takes files named in full, in another case, or by an alias for the devices of the inventory', async () => {
    const from = await temporaryFolder();
    const names = ['R1', 'r2.virl.info', 'r3', 'r5-tor.VIRL.info', 'edge-six'];
    for (const [i, name] of ['r1', 'r2', 'r3', 'r5-tor', 'r6-edge'].entries()) {
      await cp(`${NORMAL}/${name}_lldp_output.txt`, `${from.path}/${names[i]}_lldp_output.txt`);
    }
    const devices = project.inventory.devices.map((device) =>
      device.name === 'r6-edge' ? { ...device, aliases: ['edge-six'] } : device,
    );
    const aliased = { ...project, inventory: { ...project.inventory, devices } };
    const snapshot = await take(aliased, output.path, { from: from.path, baseline: true });
    await from.remove();
    expect(snapshot.problems).toEqual([]);
    expect(linksByState(snapshot).confirmed).toEqual(ROUTER_LINKS);
  });

  it('draws what is different from any snapshot to any other, not only from the one before', async () => {
    const whole = await take(project, output.path, { from: NORMAL, baseline: true });
    const broken = await take(project, output.path, { from: FAILURE });
    const looks = async (before: typeof whole, after: typeof whole) =>
      [...(await drawDiff(project, before, after)).matchAll(/class="edge link (added|lost)"/g)].map(([, look]) => look);
    expect(await looks(whole, broken)).toEqual(['lost', 'lost']);
    expect(await looks(broken, whole)).toEqual(['added', 'added']);
    expect(await looks(broken, broken)).toEqual([]);
  });

  it('needs no password to draw', async () => {
    const folder = await temporaryFolder();
    await writeFile(`${folder.path}/hosts`, 'r1 ansible_password=env:SURELY_NOT_SET\n');
    const paths = { inventory: folder.path, config: null };
    await expect(loadProject(paths)).rejects.toMatchObject({ code: 'CONFIG_SECRET_MISSING' });
    expect((await loadProject(paths, 'offline')).inventory.devices).toHaveLength(1);
    await folder.remove();
  });

  it('draws the management LAN as one segment, not a mesh, when it is not left out', async () => {
    const open = { ...project, settings: { ...project.settings, excludePorts: [] } };
    const snapshot = await take(open, output.path, { from: NORMAL, baseline: true });
    expect(snapshot.segments).toHaveLength(1);
    expect(snapshot.segments[0]?.members.map((member) => member.device)).toEqual([
      'r1',
      'r2',
      'r3',
      'r5-tor',
      'r6-edge',
      'veos01',
    ]);
    expect(snapshot.devices.map((device) => device.name)).toHaveLength(8);
    expect(snapshot.links.filter((link) => link.segment !== null)).toHaveLength(6);
    expect(linksByState(snapshot).confirmed).toEqual(expect.arrayContaining(ROUTER_LINKS));
  });

  it('reports exactly the two lost links of the source’s failure', async () => {
    await take(project, output.path, { from: NORMAL, baseline: true });
    const snapshot = await take(project, output.path, { from: FAILURE });
    expect(snapshot.changes.map((change) => [change.kind, change.link])).toEqual([
      ['lost', 'r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1'],
      ['lost', 'r2:GigabitEthernet0/1--r6-edge:GigabitEthernet0/2'],
    ]);
    expect(snapshot.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  });

  it('tells a stranger’s answers, and leaves them out', async () => {
    const folder = await temporaryFolder();
    await cp(NORMAL, folder.path, { recursive: true });
    await cp(`${NORMAL}/r1_lldp_output.txt`, `${folder.path}/veos01_lldp_output.txt`);
    const snapshot = await take(project, output.path, { from: folder.path, baseline: true });
    await folder.remove();
    expect(snapshot.devices).toHaveLength(7);
    expect(snapshot.problems).toMatchObject([{ code: 'DEVICE_NOT_IN_INVENTORY', device: 'veos01' }]);
  });

  it('loses nothing when a port is left out that was not before', async () => {
    const open = { ...project, settings: { ...project.settings, excludePorts: [] } };
    await take(open, output.path, { from: NORMAL, baseline: true });
    const snapshot = await take(project, output.path, { from: NORMAL });
    expect(snapshot.segments).toEqual([]);
    expect(snapshot.changes).toEqual([]);
  });

  it('calls it one-way, not lost, when one side still hears the other', async () => {
    await take(project, output.path, { from: NORMAL, baseline: true });
    const mixed = await temporaryFolder();
    await cp(NORMAL, mixed.path, { recursive: true });
    await cp(`${FAILURE}/r6-edge_lldp_output.txt`, `${mixed.path}/r6-edge_lldp_output.txt`);
    const snapshot = await take(project, output.path, { from: mixed.path });
    await mixed.remove();
    expect(snapshot.changes.map((change) => change.kind)).not.toContain('lost');
    expect(snapshot.changes.filter((change) => change.kind === 'one-way').map((change) => change.link)).toEqual([
      'r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1',
      'r2:GigabitEthernet0/1--r6-edge:GigabitEthernet0/2',
    ]);
  });
});
