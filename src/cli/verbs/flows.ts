// `toposcope flows`: decode, listen, replay, load, top, pcap.
import type { Command } from 'commander';
import { defineDecode } from '../flows/decode.ts';
import { defineListen } from '../flows/listen.ts';
import { defineLoad } from '../flows/load.ts';
import { definePcap } from '../flows/pcap.ts';
import { defineReplay } from '../flows/replay.ts';
import { defineTop } from '../flows/top.ts';
import { withExample } from '../shell.ts';

export function defineFlows(program: Command): void {
  const command = program
    .command('flows')
    .description('NetFlow, IPFIX and sFlow: decode, listen, replay, loads of links, top talkers');
  withExample(command, 'toposcope flows decode flows.pcap', 'toposcope flows load flows.pcap --snapshot latest');
  defineDecode(command);
  defineListen(command);
  defineReplay(command);
  defineLoad(command);
  defineTop(command);
  definePcap(command);
}
