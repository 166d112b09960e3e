// Configuration mode and its global commands: hostname, domain, LLDP, choosing an interface.
import type { Command, CommandContext } from './command.ts';

export const configureTerminal: Command = {
  patterns: ['configure terminal'],
  mode: 'exec',
  privileged: true,
  run: ({ session }) => {
    session.mode = 'config';
    return 'Enter configuration commands, one per line.  End with CNTL/Z.\n';
  },
};

/** Back to exec mode, with the log line that tells who configured the device. */
export function endConfiguration({ device, session }: CommandContext): string {
  session.mode = 'exec';
  session.port = null;
  session.block = null;
  device.log(`%SYS-5-CONFIG_I: Configured from console by ${session.user} on ${session.origin}`);
  return '';
}

export const end: Command = { patterns: ['end'], mode: 'config', run: (context) => endConfiguration(context) };

export const exitConfiguration: Command = {
  patterns: ['exit'],
  mode: 'config',
  run: (context) => {
    if (context.session.mode === 'config') return endConfiguration(context);
    context.session.mode = 'config';
    context.session.port = null;
    context.session.block = null;
    return '';
  },
};

export const doExec: Command = {
  patterns: ['do <line>'],
  mode: 'config',
  run: ({ session }, [line]) => session.runExec(line ?? ''),
};

/** A command that IOS takes in every configuration mode, and leaves that mode for. Prints what `change` returns. */
export function global(
  pattern: string,
  change: (context: CommandContext, args: readonly string[]) => string | undefined,
): Command {
  return {
    patterns: [pattern],
    mode: 'config',
    run: (context, args) => {
      context.session.mode = 'config';
      context.session.port = null;
      context.session.block = null;
      context.device.surroundings.settle();
      return change(context, args) ?? '';
    },
  };
}

/** What changes the advertised name is told to the neighbours at once. */
function rename(pattern: string, change: (device: Device, name: string) => void): Command {
  return global(pattern, ({ device }, [name = '']) => {
    change(device, name);
    const now = device.surroundings.clock.now();
    device.lldp.advertise(now);
    device.cdp.advertise(now);
    return undefined;
  });
}

type Device = CommandContext['device'];

function set(pattern: string, change: (device: Device, value: number) => void): Command {
  return global(pattern, ({ device }, [value]) => {
    change(device, Number(value));
    return undefined;
  });
}

const setTimer = ({ lldp }: Device, seconds: number) => Object.assign(lldp, { intervalSeconds: seconds });
/** The neighbours learn of it with the next advertisement. */
const setHoldTime = ({ lldp }: Device, seconds: number) => Object.assign(lldp, { holdSeconds: seconds });
const setReinit = ({ lldp }: Device, seconds: number) => Object.assign(lldp, { reinitSeconds: seconds });

export const globalCommands: readonly Command[] = [
  rename('hostname <word>', ({ configuration }, name) => Object.assign(configuration, { hostname: name })),
  rename('no hostname', ({ configuration }) => Object.assign(configuration, { hostname: 'Router' })),
  rename('ip domain name <word>', ({ configuration }, name) => Object.assign(configuration, { domain: name })),
  rename('no ip domain name', ({ configuration }) => Object.assign(configuration, { domain: '' })),
  set('lldp run', ({ lldp, surroundings }) => lldp.enable(surroundings.clock.now())),
  set('no lldp run', ({ lldp }) => lldp.disable()),
  set('lldp timer <number:5-65534>', setTimer),
  set('no lldp timer', (device) => setTimer(device, 30)),
  set('lldp holdtime <number:0-65535>', setHoldTime),
  set('no lldp holdtime', (device) => setHoldTime(device, 120)),
  set('lldp reinit <number:2-5>', setReinit),
  set('no lldp reinit', (device) => setReinit(device, 2)),
  set('cdp run', ({ cdp, surroundings }) => cdp.enable(surroundings.clock.now())),
  set('no cdp run', ({ cdp }) => cdp.disable()),
];

export const chooseInterface: Command = {
  patterns: ['interface <interface>'],
  mode: 'config',
  run: ({ device, session }, [name = '']) => {
    session.port = device.openPort(name);
    session.block = null;
    session.mode = 'config-if';
    return '';
  },
};

export const removeInterface = global('no interface <interface>', ({ device }, [name = '']) =>
  device.removePort(name) ? undefined : '%Removal of physical interfaces is not permitted.\n',
);
