// `reload`: the device starts again from its startup configuration, and its sessions are gone.
import type { VirtualDevice } from '../virtual-device.ts';
import type { Command, CommandContext } from './command.ts';
import { save } from './write.ts';

function confirm({ device, session }: CommandContext): void {
  session.ask('Proceed with reload? [confirm]', { echo: true }, (typed) => {
    if (typed !== '' && !/^y/i.test(typed)) return '';
    device.log('%SYS-5-RELOAD: Reload requested. Reload Reason: Reload Command.');
    session.restart();
    return '';
  });
}

function isSaved(device: VirtualDevice): boolean {
  return device.startupConfiguration?.join('\n') === device.runningConfiguration().join('\n');
}

export const reload: Command = {
  patterns: ['reload'],
  mode: 'exec',
  privileged: true,
  run: (context) => {
    if (isSaved(context.device)) {
      confirm(context);
      return '';
    }
    const question = '\nSystem configuration has been modified. Save? [yes/no]: ';
    context.session.ask(question, { echo: true }, (typed) => {
      const output = /^y/i.test(typed) ? save(context.device) : '';
      confirm(context);
      return output;
    });
    return '';
  },
};
