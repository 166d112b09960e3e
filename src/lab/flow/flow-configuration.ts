// What a device exports of its traffic: classic NetFlow (`ip flow-export …`) and Flexible NetFlow's blocks.
import { BLOCK_KINDS, type BlockKind, FlowBlock } from './flow-blocks.ts';

export interface ExportDestination {
  readonly address: string;
  readonly port: number;
  readonly vrf: string | null;
}

const DEFAULT_ACTIVE_MINUTES = 30;
const DEFAULT_INACTIVE_SECONDS = 15;
/** IOS takes two destinations and no third. */
const MAX_DESTINATIONS = 2;

export class FlowConfiguration {
  /** `5`, or `9 origin-as`; `1` is what holds when none is set. */
  exportVersion = '1';
  exportSource: string | null = null;
  activeMinutes = DEFAULT_ACTIVE_MINUTES;
  inactiveSeconds = DEFAULT_INACTIVE_SECONDS;
  readonly #destinations: ExportDestination[] = [];
  readonly #blocks = new Map<string, FlowBlock>();

  get destinations(): readonly ExportDestination[] {
    return this.#destinations;
  }

  /** What IOS prints about it. A destination that is there already stays as it is. */
  addDestination(destination: ExportDestination): string {
    if (this.#find(destination) >= 0) return '';
    if (this.#destinations.length >= MAX_DESTINATIONS) return '%Exceeded maximum export destinations\n';
    this.#destinations.push(destination);
    return '';
  }

  removeDestination(destination: ExportDestination): void {
    const index = this.#find(destination);
    if (index >= 0) this.#destinations.splice(index, 1);
  }

  resetTimeouts(which: 'active' | 'inactive'): void {
    if (which === 'active') this.activeMinutes = DEFAULT_ACTIVE_MINUTES;
    else this.inactiveSeconds = DEFAULT_INACTIVE_SECONDS;
  }

  block(kind: BlockKind, name: string): FlowBlock | null {
    return this.#blocks.get(`${kind} ${name}`) ?? null;
  }

  /** The block of that name, made where there is none. */
  openBlock(kind: BlockKind, name: string): FlowBlock {
    const block = this.block(kind, name) ?? new FlowBlock(kind, name);
    this.#blocks.set(`${kind} ${name}`, block);
    return block;
  }

  removeBlock(kind: BlockKind, name: string): void {
    this.#blocks.delete(`${kind} ${name}`);
  }

  /** In the order in which they were made. */
  blocks(kind: BlockKind): FlowBlock[] {
    return [...this.#blocks.values()].filter((block) => block.kind === kind);
  }

  /** The blocks, as they stand in front of the interfaces. */
  renderBlocks(): string[] {
    return BLOCK_KINDS.flatMap((kind) => this.blocks(kind)).flatMap((block) => [
      `${block.kind} ${block.name}`,
      ...block.lines().map((line) => ` ${line}`),
      '!',
    ]);
  }

  /** The export settings, as they stand behind the interfaces. */
  renderExport(): string[] {
    const { activeMinutes, inactiveSeconds, exportSource, exportVersion } = this;
    const lines = [
      inactiveSeconds !== DEFAULT_INACTIVE_SECONDS && `ip flow-cache timeout inactive ${inactiveSeconds}`,
      activeMinutes !== DEFAULT_ACTIVE_MINUTES && `ip flow-cache timeout active ${activeMinutes}`,
      exportSource !== null && `ip flow-export source ${exportSource}`,
      exportVersion !== '1' && `ip flow-export version ${exportVersion}`,
      ...this.#destinations.map(({ address, port, vrf }) => {
        return `ip flow-export destination ${address} ${port}${vrf === null ? '' : ` vrf ${vrf}`}`;
      }),
    ];
    return lines.filter((line): line is string => line !== false);
  }

  #find({ address, port, vrf }: ExportDestination): number {
    return this.#destinations.findIndex((one) => one.address === address && one.port === port && one.vrf === vrf);
  }
}
