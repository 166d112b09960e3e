// Groups and hosts as the inventory files declare them, by Ansible's rules of membership.
import type { Place, Variable, Variables } from './variable.ts';

export interface Group {
  readonly name: string;
  /** Written in inventory files, not in group_vars. */
  readonly variables: Variables;
  readonly children: Set<string>;
  /** Direct members, in the order of the files. */
  readonly hosts: Set<string>;
  /** `ansible_group_priority`: among groups of one depth the higher wins. */
  priority: number;
}

export interface Host {
  readonly name: string;
  readonly variables: Variables;
  /** The inventory file that names it first. */
  readonly file: string;
}

export class InventoryTree {
  readonly groups = new Map<string, Group>();
  /** In the order of the files. */
  readonly hosts = new Map<string, Host>();

  constructor() {
    this.group('all').children.add(this.group('ungrouped').name);
  }

  /** The group of that name, made when it is new. */
  group(name: string): Group {
    const known = this.groups.get(name);
    if (known) return known;
    const group = { name, variables: new Map(), children: new Set<string>(), hosts: new Set<string>(), priority: 1 };
    this.groups.set(name, group);
    return group;
  }

  /** A port beside the name counts only where the host is met first, as in Ansible. */
  addHost(name: string, groupName: string, port: number | null, place: Place): Host {
    this.group(groupName).hosts.add(name);
    const known = this.hosts.get(name);
    if (known) return known;
    const host: Host = { name, variables: new Map(), file: place.file };
    if (port !== null) setVariable(host.variables, { name: 'ansible_port', value: port, place });
    this.hosts.set(name, host);
    return host;
  }

  /** False, and nothing done, where the child already contains the parent. */
  addChild(parent: string, child: string): boolean {
    if (child === 'all' || this.#reach(child).has(parent)) return false;
    this.group(parent).children.add(this.group(child).name);
    return true;
  }

  /** Names that are both a host's and a group's, but for groups of that one host, which inventory scripts make. */
  ambiguousNames(): string[] {
    return [...this.hosts.keys()].filter((name) => {
      const group = this.groups.get(name);
      return group !== undefined && !(group.hosts.size === 1 && group.hosts.has(name) && group.children.size === 0);
    });
  }

  /** Hangs every root under `all` and settles who is ungrouped. Call it once, when all files are read. */
  settle(): void {
    const children = new Set([...this.groups.values()].flatMap((group) => [...group.children]));
    for (const name of this.groups.keys()) {
      if (name !== 'all' && !children.has(name)) this.group('all').children.add(name);
    }
    const grouped = new Set<string>();
    for (const group of this.groups.values()) {
      if (group.name !== 'all' && group.name !== 'ungrouped') for (const host of group.hosts) grouped.add(host);
    }
    const { hosts } = this.group('ungrouped');
    for (const host of this.hosts.keys()) grouped.has(host) ? hosts.delete(host) : hosts.add(host);
  }

  /** Direct members first, then the children's, level by level; each host once. */
  hostsOf(groupName: string): string[] {
    const hosts = new Set<string>();
    for (const name of this.#reach(groupName)) for (const host of this.groups.get(name)?.hosts ?? []) hosts.add(host);
    return [...hosts];
  }

  /** Longest way down from `all` to each group: what "deeper" means in the precedence of variables. */
  depths(): Map<string, number> {
    const depths = new Map<string, number>();
    const parents = this.#parents();
    const depthOf = (name: string): number => {
      const known = depths.get(name);
      if (known !== undefined) return known;
      const depth = Math.max(0, ...(parents.get(name) ?? []).map((parent) => depthOf(parent) + 1));
      depths.set(name, depth);
      return depth;
    };
    for (const name of this.groups.keys()) depthOf(name);
    return depths;
  }

  /** Host → every group it is in, through parents too; `all` included. */
  groupsByHost(): Map<string, string[]> {
    const byHost = new Map<string, string[]>([...this.hosts.keys()].map((name) => [name, []]));
    for (const name of this.groups.keys()) {
      for (const host of this.hostsOf(name)) byHost.get(host)?.push(name);
    }
    return byHost;
  }

  #parents(): Map<string, string[]> {
    const parents = new Map<string, string[]>();
    for (const group of this.groups.values()) {
      for (const child of group.children) parents.set(child, [...(parents.get(child) ?? []), group.name]);
    }
    return parents;
  }

  /** The group and everything below it, breadth first. */
  #reach(groupName: string): Set<string> {
    const seen = new Set([groupName]);
    for (const name of seen) for (const child of this.groups.get(name)?.children ?? []) seen.add(child);
    return seen;
  }
}

/** A later value replaces an earlier one whole, dictionaries too (Ansible's default `hash_behaviour`). */
export function setVariable(variables: Variables, variable: Variable): void {
  variables.set(variable.name, variable);
}

/** What to say where `addChild` refuses. */
export function loopMessage(parent: string, child: string): string {
  return `group ${child} cannot be a child of ${parent}: ${child} already contains ${parent}`;
}
