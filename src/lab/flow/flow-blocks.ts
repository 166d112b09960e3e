// Flexible NetFlow's named blocks (`flow record`, `flow exporter`, `flow monitor`, `sampler`): what may be typed in each.

export type BlockKind = 'flow record' | 'flow exporter' | 'flow monitor' | 'sampler';

export interface BlockSetting {
  /** Grammar as of commands. */
  readonly pattern: string;
  /** Settings of one key replace each other; without it the typed line is the key, so that several may stand. */
  readonly key?: string;
  /** What holds without it, which IOS does not show. */
  readonly default?: string;
}

interface BlockForm {
  readonly mode: string;
  /** In the order of the running configuration. */
  readonly settings: readonly BlockSetting[];
}

const DESCRIPTION: BlockSetting = { pattern: 'description <line>', key: 'description' };

const RECORD_FIELDS = [
  'match ipv4 tos',
  'match ipv4 protocol',
  'match ipv4 source address',
  'match ipv4 destination address',
  'match ipv6 protocol',
  'match ipv6 source address',
  'match ipv6 destination address',
  'match transport source-port',
  'match transport destination-port',
  'match interface input',
  'match interface output',
  'match flow direction',
  'match flow sampler',
  'match datalink mac source address input',
  'match datalink mac destination address input',
  'collect routing source as',
  'collect routing destination as',
  'collect routing next-hop address ipv4',
  'collect ipv4 dscp',
  'collect ipv4 source mask',
  'collect ipv4 destination mask',
  'collect transport tcp flags',
  'collect interface input',
  'collect interface output',
  'collect flow direction',
  'collect flow sampler',
  'collect counter bytes',
  'collect counter bytes long',
  'collect counter packets',
  'collect counter packets long',
  'collect timestamp sys-uptime first',
  'collect timestamp sys-uptime last',
  'collect timestamp absolute first',
  'collect timestamp absolute last',
];

const EXPORTER_OPTIONS = [
  'interface-table',
  'exporter-stats',
  'vrf-table',
  'sampler-table',
  'application-table',
].flatMap((name): BlockSetting[] => {
  const key = `option ${name}`;
  return [
    { pattern: key, key },
    { pattern: `${key} timeout <number:1-86400>`, key },
  ];
});

/** In the order of the running configuration. */
export const BLOCK_FORMS: Readonly<Record<BlockKind, BlockForm>> = {
  'flow record': {
    mode: 'config-flow-record',
    settings: [DESCRIPTION, ...RECORD_FIELDS.map((pattern) => ({ pattern }))],
  },
  'flow exporter': {
    mode: 'config-flow-exporter',
    settings: [
      DESCRIPTION,
      { pattern: 'destination <word>', key: 'destination' },
      { pattern: 'destination <word> vrf <word>', key: 'destination' },
      { pattern: 'source <interface>', key: 'source' },
      { pattern: 'dscp <number:0-63>', key: 'dscp', default: 'dscp 0' },
      { pattern: 'ttl <number:1-255>', key: 'ttl', default: 'ttl 255' },
      { pattern: 'transport udp <number:1-65535>', key: 'transport' },
      { pattern: 'export-protocol netflow-v5', key: 'export-protocol' },
      { pattern: 'export-protocol netflow-v9', key: 'export-protocol', default: 'export-protocol netflow-v9' },
      { pattern: 'export-protocol ipfix', key: 'export-protocol' },
      {
        pattern: 'template data timeout <number:1-86400>',
        key: 'template data timeout',
        default: 'template data timeout 600',
      },
      ...EXPORTER_OPTIONS,
    ],
  },
  'flow monitor': {
    mode: 'config-flow-monitor',
    settings: [
      DESCRIPTION,
      { pattern: 'exporter <word>' },
      {
        pattern: 'cache timeout inactive <number:1-604800>',
        key: 'cache timeout inactive',
        default: 'cache timeout inactive 15',
      },
      {
        pattern: 'cache timeout active <number:1-604800>',
        key: 'cache timeout active',
        default: 'cache timeout active 1800',
      },
      { pattern: 'cache entries <number:16-1048576>', key: 'cache entries' },
      { pattern: 'record <word>', key: 'record' },
      { pattern: 'record netflow ipv4 original-input', key: 'record' },
    ],
  },
  sampler: {
    mode: 'config-sampler',
    settings: [
      DESCRIPTION,
      { pattern: 'mode random 1 out-of <number:2-32768>', key: 'mode' },
      { pattern: 'mode deterministic 1 out-of <number:2-32768>', key: 'mode' },
    ],
  },
};

export const BLOCK_KINDS = Object.keys(BLOCK_FORMS) as BlockKind[];

/** One named block. */
export class FlowBlock {
  readonly kind: BlockKind;
  readonly name: string;
  readonly #lines = new Map<string, { readonly rank: number; readonly line: string }>();

  constructor(kind: BlockKind, name: string) {
    this.kind = kind;
    this.name = name;
  }

  set(setting: BlockSetting, line: string): void {
    const rank = BLOCK_FORMS[this.kind].settings.indexOf(setting);
    if (line === setting.default) this.#lines.delete(setting.key ?? line);
    else this.#lines.set(setting.key ?? line, { rank, line });
  }

  unset(setting: BlockSetting, line: string): void {
    this.#lines.delete(setting.key ?? line);
  }

  /** What stands behind `key`, such as `10.0.0.1` for `destination`; null when it is not set. */
  value(key: string): string | null {
    return this.values(key)[0] ?? null;
  }

  values(key: string): string[] {
    const lines = this.lines().filter((line) => line.startsWith(`${key} `));
    return lines.map((line) => line.slice(key.length + 1));
  }

  lines(): string[] {
    return [...this.#lines.values()].sort((a, b) => a.rank - b.rank).map(({ line }) => line);
  }
}
