// What one device's configuration lacks: a template filled with what the operator wants, compared with what is running.
import { canonicalPortName, type FlowPortRule, globToRegExp, ToposcopeError } from '../../model/index.ts';
import type { Platform } from '../platform.ts';
import { cleanOutput } from '../reading/clean-output.ts';
import { renderConfiguration } from './render.ts';
import { missingStatements, readStatements, type Statement, toDiff, toLines } from './statements.ts';

/** A template of device configuration, and its path for messages. */
export interface ConfigurationTemplate {
  readonly file: string;
  readonly text: string;
}

/** A port whose traffic is to be counted. */
export interface FlowPort {
  readonly name: string;
  readonly ingress: boolean;
  readonly egress: boolean;
}

export interface ConfigurationPlan {
  /** To be typed in configuration mode; empty where nothing is missing. */
  readonly lines: readonly string[];
  /** The same for a person. */
  readonly diff: readonly string[];
}

/**
 * `running`: the raw answer to the platform's `configuration.show`. `context`: what the template may use. Throws
 * CONFIG_INVALID_VALUE for a template that cannot be filled, PROVISION_UNSUPPORTED where the platform's configuration cannot be read.
 */
export function planConfiguration(
  platform: Platform,
  template: ConfigurationTemplate,
  context: object,
  running: string,
): ConfigurationPlan {
  const { show, style, leave } = requireConfiguration(platform);
  const wanted = readStatements(renderConfiguration(template.file, template.text, context), style);
  const there = readStatements(cleanOutput(running, show, platform.dialect), style);
  const missing = missingStatements(wanted, there);
  return { lines: toLines(missing, leave), diff: toDiff(missing, there) };
}

/** Its ports as the running configuration names them, in its order, with the directions that the rules give them. */
export function flowPorts(
  platform: Platform,
  running: string,
  rules: readonly FlowPortRule[],
  isDevice: (pattern: string) => boolean,
): FlowPort[] {
  const { show, style } = requireConfiguration(platform);
  const names = new Set(readStatements(cleanOutput(running, show, platform.dialect), style).flatMap(portOf));
  const own = rules.filter(({ device }) => isDevice(device));
  return [...names].flatMap((name) => {
    const fitting = own.filter(({ port }) => fits(port, name));
    const [ingress, egress] = [fitting.some((rule) => rule.ingress), fitting.some((rule) => rule.egress)];
    return ingress || egress ? [{ name, ingress, egress }] : [];
  });
}

function portOf({ parents, line }: Statement): string[] {
  const name = /^interface (\S+(?: \d\S*)?)$/i.exec(line)?.[1] ?? /^set interfaces (\S+) /.exec(line)?.[1];
  return name === undefined || parents.length > 0 ? [] : [name];
}

function fits(pattern: string, port: string): boolean {
  const wanted = globToRegExp(canonicalPortName(pattern));
  return wanted.test(canonicalPortName(port)) || globToRegExp(pattern).test(port) || fitsShort(pattern, port);
}

/** `Gi0/*` for GigabitEthernet0/1: the letters of a pattern in front of its number are a port type too. */
function fitsShort(pattern: string, port: string): boolean {
  const [, letters, number = ''] = /^([A-Za-z][A-Za-z-]*)(.*[*?[].*)$/.exec(pattern) ?? [];
  if (letters === undefined) return false;
  const type = canonicalPortName(`${letters}0`).slice(0, -1);
  return globToRegExp(`${type}${number}`).test(canonicalPortName(port));
}

export function requireConfiguration(platform: Platform): NonNullable<Platform['configuration']> {
  if (platform.configuration) return platform.configuration;
  throw new ToposcopeError('PROVISION_UNSUPPORTED', `the configuration of ${platform.name} cannot be compared`, {
    hint: 'configure it by its own means; docs/how-to/provision.md lists the platforms',
  });
}

/** A packet that comes in by one port and leaves by another is counted at both. */
export function countsTwice(ports: readonly FlowPort[]): boolean {
  return ports.some((a) => a.ingress && ports.some((b) => b !== a && b.egress));
}
