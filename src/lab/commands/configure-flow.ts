// Configuring flow export: `ip flow-export`, `ip flow-cache`, and Flexible NetFlow's blocks with their own modes.
import { BLOCK_FORMS, BLOCK_KINDS, type BlockKind, type BlockSetting } from '../flow/flow-blocks.ts';
import type { FlowConfiguration } from '../flow/flow-configuration.ts';
import type { Command, CommandContext, Mode } from './command.ts';
import { global } from './configure.ts';

function flow(
  pattern: string,
  change: (flow: FlowConfiguration, args: readonly string[]) => string | undefined,
): Command {
  return global(pattern, ({ device }, args) => change(device.configuration.flow, args));
}

function setting(pattern: string, values: (args: readonly string[]) => Partial<FlowConfiguration>): Command {
  return flow(pattern, (configuration, args) => {
    Object.assign(configuration, values(args));
    return undefined;
  });
}

const DESTINATION = 'ip flow-export destination <word> <number:1-65535>';

function readDestination([address = '', port, vrf]: readonly string[]) {
  return { address, port: Number(port), vrf: vrf ?? null };
}

const addDestination = (configuration: FlowConfiguration, args: readonly string[]) =>
  configuration.addDestination(readDestination(args));
const removeDestination = (configuration: FlowConfiguration, args: readonly string[]) => {
  configuration.removeDestination(readDestination(args));
  return undefined;
};

export const classicFlowCommands: readonly Command[] = [
  setting('ip flow-export version <number:1-9>', ([version = '1']) => ({ exportVersion: version })),
  setting('ip flow-export version <number:1-9> origin-as', ([version]) => ({ exportVersion: `${version} origin-as` })),
  setting('ip flow-export version <number:1-9> peer-as', ([version]) => ({ exportVersion: `${version} peer-as` })),
  setting('no ip flow-export version', () => ({ exportVersion: '1' })),
  setting('no ip flow-export version <line>', () => ({ exportVersion: '1' })),
  setting('ip flow-export source <interface>', ([port = null]) => ({ exportSource: port })),
  setting('no ip flow-export source', () => ({ exportSource: null })),
  setting('no ip flow-export source <interface>', () => ({ exportSource: null })),
  flow(DESTINATION, addDestination),
  flow(`${DESTINATION} vrf <word>`, addDestination),
  flow(`no ${DESTINATION}`, removeDestination),
  flow(`no ${DESTINATION} vrf <word>`, removeDestination),
  setting('ip flow-cache timeout active <number:1-60>', ([minutes]) => ({ activeMinutes: Number(minutes) })),
  setting('ip flow-cache timeout inactive <number:10-600>', ([seconds]) => ({ inactiveSeconds: Number(seconds) })),
  ...(['active', 'inactive'] as const).flatMap((which) => {
    const reset = (configuration: FlowConfiguration) => {
      configuration.resetTimeouts(which);
      return undefined;
    };
    return [`no ip flow-cache timeout ${which}`, `no ip flow-cache timeout ${which} <line>`].map((pattern) =>
      flow(pattern, reset),
    );
  }),
];

/** `destination <word>` and its arguments → the line as the running configuration has it. */
function fill(pattern: string, args: readonly string[]): string {
  let next = 0;
  return pattern.replace(/<[^>]+>/g, () => args[next++] ?? '');
}

/** The sampler and the flow blocks of one kind, from outside. */
function blockCommands(kind: BlockKind): Command[] {
  const { mode } = BLOCK_FORMS[kind];
  return [
    {
      patterns: [`${kind} <word>`],
      mode: 'config',
      run: ({ device, session }, [name = '']) => {
        session.block = device.configuration.flow.openBlock(kind, name);
        session.port = null;
        session.mode = mode as Mode;
        return '';
      },
    },
    global(`no ${kind} <word>`, ({ device }, [name = '']) => {
      device.configuration.flow.removeBlock(kind, name);
      return undefined;
    }),
  ];
}

function settingCommands(kind: BlockKind, one: BlockSetting): Command[] {
  const mode = BLOCK_FORMS[kind].mode as Mode;
  const { pattern, key } = one;
  const change = (act: 'set' | 'unset') => (context: CommandContext, args: readonly string[]) => {
    const refusal = act === 'set' ? refuse(context, pattern, args) : null;
    if (refusal === null) context.session.block?.[act](one, fill(pattern, args));
    return refusal ?? '';
  };
  return [
    { patterns: [pattern], mode, run: change('set') },
    { patterns: [`no ${pattern}`, ...(key === undefined ? [] : [`no ${key}`])], mode, run: change('unset') },
  ];
}

/** A monitor takes a record and an exporter that are there, and no others. */
function refuse({ device }: CommandContext, pattern: string, [name = '']: readonly string[]): string | null {
  const needs: Readonly<Record<string, BlockKind>> = {
    'exporter <word>': 'flow exporter',
    'record <word>': 'flow record',
  };
  const kind = needs[pattern];
  if (!kind || device.configuration.flow.block(kind, name)) return null;
  return `% ${kind === 'flow record' ? 'Flow Record' : 'Flow Exporter'}: '${name}' does not exist\n`;
}

export const flexibleFlowCommands: readonly Command[] = BLOCK_KINDS.flatMap((kind) => [
  ...blockCommands(kind),
  ...BLOCK_FORMS[kind].settings.flatMap((one) => settingCommands(kind, one)),
]);
