// sflowtool's `-l` form: a line per flow sample (`FLOW,…`) and per counter sample (`CNTR,…`).
import type { Shape } from './shape.ts';

const COUNTERS = [
  ...['ifIndex', 'networkType', 'ifSpeed', 'ifDirection', 'ifStatus', 'ifInOctets', 'ifInUcastPkts'],
  ...['ifInMulticastPkts', 'ifInBroadcastPkts', 'ifInDiscards', 'ifInErrors', 'ifInUnknownProtos', 'ifOutOctets'],
  ...['ifOutUcastPkts', 'ifOutMulticastPkts', 'ifOutBroadcastPkts', 'ifOutDiscards', 'ifOutErrors'],
  'ifPromiscuousMode',
];

const NO_MAC = '000000000000';

export class LineShape implements Shape {
  private readonly write: (text: string) => void;
  private readonly fields = new Map<string, string>();
  private agent = '-';
  private out = '';

  constructor(write: (text: string) => void) {
    this.write = write;
  }

  field(name: string, text: string): void {
    if (name === 'agent') this.agent = text;
    const vlan = /^(decodedVLAN(?:\.\d+)?|in_vlan)$/.test(name);
    this.fields.set(vlan ? 'vlan' : name, text);
  }

  startSample(): void {
    this.fields.clear();
  }

  endSample(): void {
    const type = this.fields.get('sampleType');
    if (type === 'FLOWSAMPLE') this.out += `${this.flowLine()}\n`;
    else if (type === 'COUNTERSSAMPLE') this.out += `${this.counterLine()}\n`;
  }

  endDatagram(): void {
    if (this.out !== '') this.write(this.out);
    this.out = '';
  }

  note(): void {}
  startDatagram(): void {}
  startSamples(): void {}
  endSamples(): void {}
  startElements(): void {}
  endElements(): void {}
  startElement(): void {}
  endElement(): void {}

  /**
   * `FLOW`, agent, ports in and out, MAC addresses, type, VLAN in and out, addresses, protocol, TOS, TTL, ports (of ICMP type and code), TCP
   * flags, length of the frame and of the IP packet, rate.
   */
  private flowLine(): string {
    const layer2 = [this.first(['srcMAC', 'ethernet_src']) ?? NO_MAC, this.first(['dstMAC', 'ethernet_dst']) ?? NO_MAC];
    const layer3 = [this.first(['srcIP', 'srcIP6']) ?? '-', this.first(['dstIP', 'dstIP6']) ?? '-'];
    const ports = [
      ['TCPSrcPort', 'UDPSrcPort', 'ICMPType'],
      ['TCPDstPort', 'UDPDstPort', 'ICMPCode'],
    ];
    return [
      ...['FLOW', this.agent, this.port('inputPort'), this.port('outputPort'), ...layer2],
      ...[this.hex('ethernet_type', 4), this.number('vlan'), this.number('out_vlan'), ...layer3],
      ...[this.number('IPProtocol'), this.hex('IPTOS', 2), this.number('IPTTL')],
      ...ports.map((names) => this.first(names) ?? '0'),
      ...[this.hex('TCPFlags', 2), this.number('sampledPacketSize'), this.ipSize(), this.number('meanSkipCount')],
    ].join(',');
  }

  private counterLine(): string {
    return ['CNTR', this.agent, ...COUNTERS.map((name) => this.number(name))].join(',');
  }

  private first(names: readonly string[]): string | undefined {
    return names.map((name) => this.fields.get(name)).find((text) => text !== undefined);
  }

  private number(name: string): string {
    return this.fields.get(name) ?? '0';
  }

  private hex(name: string, digits: number): string {
    return `0x${Number(this.number(name)).toString(16).padStart(digits, '0')}`;
  }

  /** Without the word that tells what it is, as sflowtool. */
  private port(name: string): string {
    return this.number(name).replace(/^.* /, '');
  }

  /** sflowtool takes off only what stands before an IPv4 header. */
  private ipSize(): string {
    if (this.fields.has('srcIP') && this.fields.has('IPSize')) return this.number('IPSize');
    return String(Number(this.number('sampledPacketSize')) - Number(this.number('strippedBytes')));
  }
}
