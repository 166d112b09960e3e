// `toposcope why`: both claims, the lines of output they came from, and the rule that joined them.
import type { Command } from 'commander';
import { type Explanation, excerptKey, explainWhy, type Why } from '../../app/index.ts';
import { type Claim, type SnapshotPort, shortPortName } from '../../model/index.ts';
import { describeEnd, formatChangeList } from '../changes.ts';
import { type Output, printable } from '../console.ts';
import { formatHistory } from '../history.ts';
import { type CommonOptions, printJson, runVerb, storeOf, withCommonOptions, withExample } from '../shell.ts';

export function defineWhy(program: Command): void {
  const command = program
    .command('why')
    .description('why is this drawn? claims, evidence and rules of a device, port or link')
    .argument('<reference>', 'device, device:port, link id, or the MAC or IP address of a host')
    .option('-s, --snapshot <snapshot>', 'id, latest, latest~1, a time, or a file path', 'latest');
  withExample(withCommonOptions(command), 'toposcope why r1:Gi0/1', 'toposcope why r6-edge --snapshot latest~1');
  command.action((reference: string, options: CommonOptions & { snapshot: string }) =>
    runVerb(options, async (output) => {
      const why = await explainWhy(storeOf(options), reference, options.snapshot);
      const { snapshot, explanation, history, intervals } = why;
      if (options.json) printJson(output, { snapshot, ...explanation, history, intervals });
      else output.print(formatWhy(output, why));
      return 0;
    }),
  );
}

function formatWhy(output: Output, why: Why): string {
  const { explanation, snapshot } = why;
  const head = `${output.paint('bold', printable(explanation.subject.name))}  in snapshot ${snapshot.id}`;
  return [
    head,
    ...explanation.identity.map((line) => `  ${printable(line)}`),
    ...endpointLines(explanation),
    ...portLines(explanation),
    ...explanation.links.flatMap((one) => ['', ...linkLines(output, one, why)]),
    ...(explanation.links.length === 0 && explanation.endpoint === null
      ? [
          '',
          '  no link: nothing is claimed here, and nothing claims to hear it (what exclude_ports leaves out is not kept)',
        ]
      : []),
    ...changeLines(output, explanation),
    ...historyLines(output, why),
  ].join('\n');
}

function endpointLines({ endpoint }: Explanation): string[] {
  return (endpoint?.sightings ?? []).map(({ device, port, vlan, isAttached }) => {
    const where = `${describeEnd({ device, port })}${vlan === null ? '' : `, VLAN ${vlan}`}`;
    return printable(isAttached ? `  attached to ${where}` : `  seen through ${where}`);
  });
}

function portLines({ ports }: Explanation): string[] {
  return ports.map(({ device, port }) => printable(`  ${device} ${shortPortName(port.name)}: ${describePort(port)}`));
}

function describePort(port: SnapshotPort): string {
  const state =
    port.adminUp === false
      ? 'administratively down'
      : port.operUp === null
        ? 'state not read'
        : port.operUp
          ? 'up'
          : 'down';
  return [state, port.description && `"${port.description}"`, ...port.addresses].filter(Boolean).join(', ');
}

function linkLines(output: Output, { link, notes }: Explanation['links'][number], why: Why): string[] {
  const state = link.settling ? `${link.state}, settling` : link.state;
  const ends = `${describeEnd(link.a)} – ${describeEnd(link.b)}`;
  return [
    `${ends}  ${output.paint('cyan', state)}, first seen ${link.firstSeen}`,
    ...[link.reason ?? [], notes].flat().map((line) => `  ${printable(line)}`),
    ...link.claims.flatMap((claim) => claimLines(output, claim, why)),
  ];
}

function claimLines({ paint }: Output, claim: Claim, why: Why): string[] {
  const place = describeEnd({ device: claim.by, port: claim.port });
  if (claim.protocol === 'declared') return [`  ${place}: declared in the settings`];
  const heard = [claim.systemName ?? claim.chassisId, claim.portId].filter((part) => part !== null).join(' ');
  const excerpt = why.excerpts.get(excerptKey(claim)) ?? [];
  return [
    `  ${place} hears ${printable(heard)} (${claim.protocol}), rule: ${printable(claim.rule)}`,
    `    "${claim.command}" at ${claim.at}, evidence ${claim.evidence?.slice(0, 12) ?? 'none'}`,
    ...excerpt.map((line) => paint('grey', `    | ${printable(line)}`)),
  ];
}

function changeLines(output: Output, { changes }: Explanation): string[] {
  return changes.length === 0 ? [] : ['', 'changes in this snapshot:', formatChangeList(output, changes)];
}

function historyLines(output: Output, { history, intervals }: Why): string[] {
  return history.length + intervals.length === 0 ? [] : ['', formatHistory(output, history, intervals)];
}
