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
    return '';
  },
};

export const doExec: Command = {
  patterns: ['do <line>'],
  mode: 'config',
  run: ({ session }, [line]) => session.runExec(line ?? ''),
};

function global(pattern: string, change: (context: CommandContext, args: readonly string[]) => void): Command {
  return {
    patterns: [pattern],
    mode: 'config',
    run: (context, args) => {
      context.session.mode = 'config';
      context.session.port = null;
      context.device.surroundings.settle();
      change(context, args);
      return '';
    },
  };
}

/** What changes the advertised name is told to the neighbours at once. */
function rename({ device }: CommandContext, change: () => void): void {
  change();
  device.lldp.advertise(device.surroundings.clock.now());
}

export const globalCommands: readonly Command[] = [
  global('hostname <word>', (context, [name]) =>
    rename(context, () => {
      context.device.configuration.hostname = name ?? '';
    }),
  ),
  global('ip domain name <word>', (context, [name]) =>
    rename(context, () => {
      context.device.configuration.domain = name ?? '';
    }),
  ),
  global('no ip domain name', (context) =>
    rename(context, () => {
      context.device.configuration.domain = '';
    }),
  ),
  global('lldp run', ({ device }) => device.lldp.enable(device.surroundings.clock.now())),
  global('no lldp run', ({ device }) => device.lldp.disable()),
  global('lldp timer <number:5-65534>', ({ device }, [seconds]) => setTimer(device, Number(seconds))),
  global('no lldp timer', ({ device }) => setTimer(device, 30)),
  global('lldp holdtime <number:0-65535>', ({ device }, [seconds]) => setHoldTime(device, Number(seconds))),
  global('no lldp holdtime', ({ device }) => setHoldTime(device, 120)),
  global('lldp reinit <number:2-5>', ({ device }, [seconds]) => setReinit(device, Number(seconds))),
  global('no lldp reinit', ({ device }) => setReinit(device, 2)),
];

type Device = CommandContext['device'];

function setTimer({ lldp }: Device, seconds: number): void {
  lldp.intervalSeconds = seconds;
}

/** The neighbours learn of it with the next advertisement. */
function setHoldTime({ lldp }: Device, seconds: number): void {
  lldp.holdSeconds = seconds;
}

function setReinit({ lldp }: Device, seconds: number): void {
  lldp.reinitSeconds = seconds;
}

export const chooseInterface: Command = {
  patterns: ['interface <interface>'],
  mode: 'config',
  run: ({ device, session }, [name]) => {
    session.port = device.port(name ?? '') ?? null;
    session.mode = 'config-if';
    return '';
  },
};
