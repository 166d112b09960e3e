// Commands of the session itself: enable, disable, exit, logout, terminal.
import type { Command, CommandContext } from './command.ts';

const ENABLE_TRIES = 3;

/** Asks up to three times, as IOS does; `refused` is what a device without a usable enable method says. */
function askForSecret({ device, session }: CommandContext, secret: string, triesLeft: number): void {
  session.ask('Password: ', { echo: false }, (typed) => {
    if (session.enableRefused) return '% Error in authentication.\n\n';
    if (typed === secret) {
      session.privileged = true;
      return '';
    }
    if (triesLeft === 1) {
      device.log(
        `%SYS-5-PRIV_AUTH_FAIL: Authentication to Privilege level 15 failed by ${session.user} on ${session.origin}`,
      );
      return '% Bad secrets\n\n';
    }
    askForSecret({ device, session }, secret, triesLeft - 1);
    return '';
  });
}

export const enable: Command = {
  patterns: ['enable'],
  mode: 'exec',
  run: (context) => {
    if (!context.session.privileged) askForSecret(context, context.device.enableSecret, ENABLE_TRIES);
    return '';
  },
};

export const disable: Command = {
  patterns: ['disable'],
  mode: 'exec',
  run: ({ session }) => {
    session.privileged = false;
    return '';
  },
};

export const leave: Command = {
  patterns: ['exit', 'logout', 'quit'],
  mode: 'exec',
  run: ({ session }) => {
    session.close();
    return '';
  },
};

export const terminalLength: Command = {
  patterns: ['terminal length <number:0-512>'],
  mode: 'exec',
  run: ({ session }, [lines]) => {
    session.terminalLength = Number(lines);
    return '';
  },
};

export const terminalWidth: Command = {
  patterns: ['terminal width <number:0-512>'],
  mode: 'exec',
  run: ({ session }, [columns]) => {
    session.terminalWidth = Number(columns);
    return '';
  },
};

export const terminalMonitor: Command = {
  patterns: ['terminal monitor'],
  mode: 'exec',
  privileged: true,
  run: ({ session }) => {
    session.terminalMonitor = true;
    return '';
  },
};

export const terminalNoMonitor: Command = {
  patterns: ['terminal no monitor'],
  mode: 'exec',
  privileged: true,
  run: ({ session }) => {
    session.terminalMonitor = false;
    return '';
  },
};
