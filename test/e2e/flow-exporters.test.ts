// Real exporters on a host of their own, real traffic past them, and the counters of the kernel: what `flows listen` says of it is true.
// Debian packages: softflowd, fprobe, pmacct, nftables, openvswitch-switch, nfdump, iperf3, iproute2, ethtool.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  FAR,
  type FlowLine,
  type Listener,
  listenOn,
  makeTraffic,
  NEAR,
  NEAR_IFINDEX,
  type PortTotals,
  startTwoHosts,
  type TwoHosts,
  whyNoNamespaces,
  whyNoNflog,
  whyNoTap,
} from './flows/namespaces.ts';
import { because, type Daemon, until, whyNot } from './flows/programs.ts';
import { pause } from './support.ts';

const noHosts = whyNoNamespaces();
const TIMEOUT = { timeout: 120_000 };

describe.skipIf(noHosts !== null)(`real exporters${because(noHosts)}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-exporters-'));
  let hosts: TwoHosts;
  let listener: Listener;
  const running: Daemon[] = [];

  beforeAll(async () => {
    hosts = await startTwoHosts();
    listener = await listenOn(hosts.near, 2055, 6343, 4739);
  }, 90_000);
  afterEach(async () => {
    for (const daemon of running.splice(0)) await daemon.stop('SIGINT');
  });
  afterAll(async () => {
    await hosts?.close();
    rmSync(folder, { recursive: true });
  });

  const run = (program: string, ...args: readonly string[]) => {
    const daemon = hosts.near.start(program, ...args);
    running.push(daemon);
    return daemon;
  };
  const written = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  /** What the kernel counted while there was traffic, and the flows that were told of it until they are `enough`. */
  async function measure(
    isTold: (flows: readonly FlowLine[], truth: PortTotals) => boolean,
    flush: () => Promise<unknown> = async () => undefined,
  ) {
    const from = listener.lines().length;
    const before = await hosts.near.totals('eth0');
    await makeTraffic(hosts);
    const after = await hosts.near.totals('eth0');
    // Exporters leave the last packets in their capture buffer until others come.
    await hosts.near.run('bash', '-c', NUDGES);
    await flush();
    const truth = {
      inBytes: after.inBytes - before.inBytes,
      inPackets: after.inPackets - before.inPackets,
      outBytes: after.outBytes - before.outBytes,
      outPackets: after.outPackets - before.outPackets,
    };
    const flows = () => listener.lines().slice(from).filter(isFlow);
    await until(
      () => isTold(flows(), truth),
      `the exporter told everything: ${running.map((one) => one.said()).join()}`,
      20_000,
    ).catch(
      // What is missing shows below.
      () => undefined,
    );
    return { flows: flows(), truth };
  }

  const NUDGE_PORT = 9;
  const NUDGES = `exec 3>/dev/udp/${FAR}/${NUDGE_PORT}; printf -v text %1400s
for i in $(seq 1500); do echo "$text" >&3; done 2>/dev/null; sleep 0.5; for i in $(seq 50); do echo >&3; sleep 0.01; done 2>/dev/null; true`;
  /** Neither nudges nor what is answered to them. */
  const isFlow = ({ type, proto, dstPort }: FlowLine) =>
    type !== 'options' && type !== 'sflow5-counters' && (proto === 6 || (proto === 17 && dstPort !== NUDGE_PORT));

  /** Frames without FCS, as the kernel counts them: 14 octets more than layer 3 for each packet. */
  function framesOf(flows: readonly FlowLine[], src: string, header = 14) {
    const own = flows.filter((flow) => flow.src === src);
    const scaled = (name: string) =>
      own.reduce((sum, flow) => sum + Number(flow[name]) * Number(flow.samplingRate ?? 1), 0);
    return { bytes: scaled('bytes') + header * scaled('packets'), packets: scaled('packets') };
  }

  /** Exporters leave out ARP, and the last packets of a connection now and then. */
  const LEAST_SHARE = 0.99;

  const toldAll =
    (header = 14) =>
    (flows: readonly FlowLine[], { inPackets, outPackets }: PortTotals) =>
      framesOf(flows, FAR, header).packets >= LEAST_SHARE * inPackets &&
      framesOf(flows, NEAR, header).packets >= LEAST_SHARE * outPackets;

  function expectEqual(flows: readonly FlowLine[], truth: PortTotals, header = 14): void {
    const [into, out] = [framesOf(flows, FAR, header), framesOf(flows, NEAR, header)];
    for (const [told, bytes, packets] of [
      [into, truth.inBytes, truth.inPackets],
      [out, truth.outBytes, truth.outPackets],
    ] as const) {
      expect(packets).toBeGreaterThan(100);
      for (const share of [told.packets / packets, told.bytes / bytes]) {
        expect(share).toBeGreaterThanOrEqual(LEAST_SHARE);
        expect(share).toBeLessThanOrEqual(1);
      }
    }
  }

  /** Five standard deviations of a sample of one in ten, what leaves the near host. */
  function expectSampled(flows: readonly FlowLine[], { outPackets, outBytes }: PortTotals): void {
    const { bytes, packets } = framesOf(flows, NEAR, 0);
    const most = 5 * Math.sqrt(9 / outPackets);
    expect(Math.abs(packets / outPackets - 1)).toBeLessThan(most);
    expect(Math.abs(bytes / outBytes - 1)).toBeLessThan(most + 0.01);
  }

  const noSoftflowd = whyNot('softflowd', 'softflowctl');
  describe.skipIf(noSoftflowd !== null)(`softflowd${because(noSoftflowd)}`, () => {
    it.each([
      ['5', 'netflow5', []],
      ['9', 'netflow9', []],
      ['10', 'ipfix', []],
      ['10', 'ipfix', ['-b']],
    ] as const)('NetFlow %s (%s %j)', TIMEOUT, async (version, type, more) => {
      const socket = join(folder, 'softflowd.ctl');
      const port = ['-i', `${NEAR_IFINDEX}:eth0`, '-n', '127.0.0.1:2055', '-v', version, '-c', socket];
      const daemon = run('softflowd', '-d', ...port, '-p', join(folder, 'softflowd.pid'), ...more);
      await until(
        () =>
          hosts.near.run('softflowctl', '-c', socket, 'statistics').then(
            () => true,
            () => false,
          ),
        'it runs',
      );
      const { flows, truth } = await measure(toldAll(), () => hosts.near.run('softflowctl', '-c', socket, 'shutdown'));
      await daemon.stop();
      expectEqual(flows, truth);
      expect(new Set(flows.map((flow) => flow.type))).toEqual(new Set([type]));
      // Both directions at one port, which it names twice; who says more says which is which.
      expect(new Set(flows.map((flow) => `${flow.in} ${flow.out}`))).toEqual(
        new Set([`${NEAR_IFINDEX} ${NEAR_IFINDEX}`]),
      );
      const directions = new Set(flows.map((flow) => flow.direction));
      expect(directions).toEqual(new Set(version === '5' ? [null] : ['ingress', 'egress']));
    });
  });

  const noFprobe = whyNot('fprobe');
  it.skipIf(noFprobe !== null)(`fprobe, NetFlow 5${because(noFprobe)}`, TIMEOUT, async () => {
    run(
      'fprobe',
      '-i',
      'eth0',
      '-x',
      '64:64',
      '-s',
      '1',
      '-d',
      '1',
      '-e',
      '2',
      '-l',
      '2',
      '-q',
      '20000',
      '-B',
      '4096',
      '127.0.0.1:2055',
    );
    await pause(1000);
    const { flows, truth } = await measure(toldAll());
    expectEqual(flows, truth);
  });

  /** Open vSwitch counts whole frames in NetFlow 5. */
  const OVS_HEADER = 0;

  const TIMEOUTS = 'tcp=1:tcp.rst=1:tcp.fin=1:udp=1:icmp=1:general=1:maxlife=2:expint=1';
  const BUFFERS = 'plugin_pipe_size: 10240000\nplugin_buffer_size: 10240\n';
  const KEYS = 'src_host, dst_host, src_port, dst_port, proto, tos';
  const noPmacctd = whyNot('pmacctd');
  describe.skipIf(noPmacctd !== null)(`pmacctd${because(noPmacctd)}`, () => {
    it.each([
      ['5', 'netflow5'],
      ['9', 'netflow9'],
      ['10', 'ipfix'],
    ])('nfprobe, NetFlow %s', TIMEOUT, async (version, type) => {
      const config = written(
        'pmacctd.conf',
        `daemonize: false\npcap_interface: eth0\naggregate: ${KEYS}\nplugins: nfprobe\nnfprobe_receiver: 127.0.0.1:2055\nnfprobe_version: ${version}\nnfprobe_timeouts: ${TIMEOUTS}\n${BUFFERS}`,
      );
      await run('pmacctd', '-f', config).says(/link type is/);
      const { flows, truth } = await measure(toldAll());
      expectEqual(flows, truth);
      expect(new Set(flows.map((flow) => flow.type))).toEqual(new Set([type]));
    });

    it('sfprobe, sFlow of one packet in ten', TIMEOUT, async () => {
      const config = written(
        'sfprobe.conf',
        'daemonize: false\npcap_interface: eth0\nplugins: sfprobe\nsfprobe_receiver: 127.0.0.1:6343\nsfprobe_agentip: 192.0.2.1\nsampling_rate: 10\n',
      );
      await run('pmacctd', '-f', config).says(/link type is/);
      const { flows, truth } = await measure(
        (told, { outPackets }) => framesOf(told, NEAR, 0).packets > 0.6 * outPackets,
      );
      expect(new Set(flows.map((flow) => `${flow.type} ${flow.samplingRate}`))).toEqual(new Set(['sflow5 10']));
      expectSampled(flows, truth);
    });
  });

  const noUacctd = noHosts ?? whyNot('uacctd', 'nft') ?? whyNoNflog();
  it.skipIf(noUacctd !== null)(`uacctd over NFLOG, IPFIX${because(noUacctd)}`, TIMEOUT, async () => {
    await hosts.near.run('nft', 'add', 'table', 'ip', 'watch');
    for (const [hook, word] of [
      ['input', 'iifname'],
      ['output', 'oifname'],
    ] as const) {
      await hosts.near.run('nft', `add chain ip watch ${hook} { type filter hook ${hook} priority 0; }`);
      await hosts.near.run('nft', `add rule ip watch ${hook} ${word} eth0 log group 5`);
    }
    const config = written(
      'uacctd.conf',
      `daemonize: false\nuacctd_group: 5\nuacctd_nl_size: 4194304\naggregate: ${KEYS}, in_iface, out_iface\nplugins: nfprobe\nnfprobe_receiver: 127.0.0.1:2055\nnfprobe_version: 10\nnfprobe_timeouts: ${TIMEOUTS}\n${BUFFERS}`,
    );
    await run('uacctd', '-f', config).says(/Successfully connected|netlink/i);
    const { flows, truth } = await measure(toldAll());
    await hosts.near.run('nft', 'delete', 'table', 'ip', 'watch');
    expectEqual(flows, truth);
    const ports = (src: string) =>
      new Set(flows.filter((flow) => flow.src === src).map((flow) => `${flow.in} ${flow.out}`));
    expect(ports(FAR)).toEqual(new Set([`${NEAR_IFINDEX} 0`]));
    expect(ports(NEAR)).toEqual(new Set([`0 ${NEAR_IFINDEX}`]));
  });

  const noOvs = noHosts ?? whyNot('ovsdb-server', 'ovs-vswitchd', 'ovs-vsctl', 'ovsdb-tool') ?? whyNoTap();
  describe.skipIf(noOvs !== null)(`Open vSwitch in user space${because(noOvs)}`, () => {
    const database = `unix:${join(folder, 'db.sock')}`;
    const vsctl = (...words: readonly string[]) =>
      hosts.near.run('ovs-vsctl', `--db=${database}`, '--timeout=20', ...words);
    /** Programs of the switch keep to the folder. */
    const env = ['RUNDIR', 'DBDIR', 'LOGDIR', 'SYSCONFDIR'].map((name) => `OVS_${name}=${folder}`);
    const daemons: Daemon[] = [];

    // The near host's address moves from its port to a switch before it.
    beforeAll(async () => {
      await hosts.near.run('ovsdb-tool', 'create', join(folder, 'conf.db'), '/usr/share/openvswitch/vswitch.ovsschema');
      const server = ['ovsdb-server', join(folder, 'conf.db'), `--remote=p${database}`];
      daemons.push(hosts.near.start('env', ...env, ...server));
      await until(
        () =>
          vsctl('--no-wait', 'init').then(
            () => true,
            () => false,
          ),
        'the database of the switch runs',
      );
      daemons.push(hosts.near.start('env', ...env, 'ovs-vswitchd', database));
      await vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
      await vsctl('add-port', 'br0', 'eth0');
      await hosts.near.run('ip', 'addr', 'flush', 'dev', 'eth0');
      await hosts.near.run('ip', 'addr', 'add', `${NEAR}/24`, 'dev', 'br0');
      await hosts.near.run('ethtool', '-K', 'br0', 'tx', 'off', 'tso', 'off', 'gso', 'off', 'gro', 'off');
      await hosts.near.run('ip', 'link', 'set', 'br0', 'gso_max_segs', '1', 'up');
    }, 60_000);
    afterAll(async () => {
      for (const daemon of daemons.reverse()) await daemon.stop();
    });
    const off = (name: string) => vsctl('clear', 'bridge', 'br0', name);

    it('NetFlow 5, which names ports of OpenFlow', TIMEOUT, async () => {
      const settings = ['targets="127.0.0.1:2055"', 'active_timeout=1'];
      await vsctl('--', 'set', 'bridge', 'br0', 'netflow=@n', '--', '--id=@n', 'create', 'NetFlow', ...settings);
      const { flows, truth } = await measure(toldAll(OVS_HEADER));
      await off('netflow');
      expectEqual(flows, truth, OVS_HEADER);
      expect(new Set(flows.map(({ type }) => type))).toEqual(new Set(['netflow5']));
    });

    it('IPFIX', TIMEOUT, async () => {
      const settings = ['targets="127.0.0.1:4739"', 'obs_domain_id=123', 'sampling=1', 'cache_active_timeout=1'];
      await vsctl('--', 'set', 'bridge', 'br0', 'ipfix=@i', '--', '--id=@i', 'create', 'IPFIX', ...settings);
      // Each packet is told where it enters the switch and where it leaves it.
      const entering = (told: readonly FlowLine[]) => told.filter(({ direction }) => direction === 'ingress');
      const { flows, truth } = await measure(
        (told, totals) => toldAll()(entering(told), totals),
        () => off('ipfix'),
      );
      expectEqual(entering(flows), truth);
      expectEqual(
        flows.filter(({ direction }) => direction === 'egress'),
        truth,
      );
      expect(new Set(flows.map(({ type, domain }) => `${type} ${domain}`))).toEqual(new Set(['ipfix 123']));
    });

    it('sFlow of one packet in ten', TIMEOUT, async () => {
      const settings = ['agent=br0', 'target="127.0.0.1:6343"', 'header=128', 'sampling=10', 'polling=1'];
      await vsctl('--', 'set', 'bridge', 'br0', 'sflow=@s', '--', '--id=@s', 'create', 'sFlow', ...settings);
      const { flows, truth } = await measure(
        (told, { outPackets }) => framesOf(told, NEAR, 0).packets > 0.6 * outPackets,
        () => off('sflow'),
      );
      expectSampled(flows, truth);
      expect(new Set(flows.filter(({ src }) => src === FAR).map((flow) => flow.in))).toEqual(new Set([NEAR_IFINDEX]));
    });
  });
});
