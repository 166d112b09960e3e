// The lab's topology file: YAML text → LabTopology, or every problem at once with its line.
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Problem, ToposcopeError } from '../model/index.ts';
import { checkWiring } from './topology-wiring.ts';

const Cidr = z
  .string()
  .regex(/^\d+\.\d+\.\d+\.\d+\/\d+$/, 'an address with a prefix length is needed, such as 10.0.0.1/30');

const LabInterface = z.strictObject({
  address: Cidr.optional(),
  description: z.string().optional(),
  shutdown: z.boolean().default(false),
});

/** `Gi0/1:` alone is an unused port, shut down as a new router has it. */
const InterfaceEntry = z.union([
  z.null().transform(() => LabInterface.parse({ shutdown: true })),
  Cidr.transform((address) => LabInterface.parse({ address })),
  LabInterface,
]);

const LabDeviceSpec = z.strictObject({
  /** What the device calls itself; the inventory name where it is not set. */
  hostname: z.string().optional(),
  sshPort: z.number().int().min(1).max(65535).optional(),
  interfaces: z.record(z.string(), InterfaceEntry),
  /** Whether LLDP already runs when the lab is switched on. */
  lldp: z.boolean().default(false),
  /** 15 logs in straight into privileged mode. */
  privilege: z.union([z.literal(1), z.literal(15)]).default(1),
  banner: z.strictObject({ login: z.string().optional(), motd: z.string().optional() }).default({}),
  /** IOS 12.2 and 15.0 print no `Local Intf:` line in neighbour details. */
  detailWithoutLocalIntf: z.boolean().default(false),
  /** Offer only what IOS 12 to 15.6 offers: SHA-1, CBC, ssh-rsa. */
  legacyAlgorithms: z.boolean().default(false),
  /** Print log lines on every session, `terminal monitor` or not. */
  logToEveryLine: z.boolean().default(false),
  version: z.string().default('15.8(3)M2'),
});

export const LabTopology = z.strictObject({
  name: z.string(),
  domain: z.string(),
  credentials: z.strictObject({
    user: z.string(),
    password: z.string(),
    enableSecret: z.string(),
    /** An OpenSSH public key (`ssh-ed25519 AAAA…`) that may log in too. */
    publicKey: z.string().optional(),
  }),
  devices: z.record(z.string(), LabDeviceSpec),
  hosts: z.array(z.string()).default([]),
  segments: z.array(z.strictObject({ name: z.string(), ends: z.array(z.string()).min(2) })).default([]),
  links: z.array(z.tuple([z.string(), z.string()])).default([]),
});

export type LabTopology = z.infer<typeof LabTopology>;
export type LabDeviceSpec = z.infer<typeof LabDeviceSpec>;

interface Finding {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Throws LAB_TOPOLOGY_INVALID with every problem in `context.problems` when the text cannot be a lab. */
export function parseLabTopology(text: string, file = 'topology.yml'): LabTopology {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw invalidTopology(
      file,
      document.errors.map((error) => problem(file, error.message.split('\n')[0] ?? '', error.linePos?.[0].line ?? 1)),
    );
  }
  const parsed = LabTopology.safeParse(document.toJS());
  const findings = parsed.success ? checkWiring(parsed.data) : parsed.error.issues.flatMap(flattenIssue);
  if (findings.length > 0 || !parsed.success) {
    const lineOf = (path: Finding['path']) => findLine(document.contents, path, lines);
    throw invalidTopology(
      file,
      findings.map(({ path, message }) => problem(file, `${path.join('.')}: ${message}`, lineOf(path))),
    );
  }
  return parsed.data;
}

function flattenIssue(issue: z.core.$ZodIssue): Finding[] {
  return [{ path: issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)), message: issue.message }];
}

/** The line of the deepest part of the path that is in the document. */
function findLine(root: Node | null, path: Finding['path'], lines: LineCounter): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    if (!isMap(node) && !isSeq(node)) break;
    const next: unknown = node.get(part, true);
    const range = (next as Node | undefined)?.range;
    if (!range) break;
    offset = range[0];
    node = next;
  }
  return lines.linePos(offset).line;
}

function problem(file: string, message: string, line: number): Problem {
  return {
    code: 'LAB_TOPOLOGY_INVALID',
    severity: 'error',
    message,
    hint: 'docs/how-to/lab.md describes the topology file.',
    file,
    line,
  };
}

function invalidTopology(file: string, problems: readonly Problem[]): ToposcopeError {
  const list = problems.map((one) => `${file}:${one.line}: ${one.message}`).join('\n');
  return new ToposcopeError('LAB_TOPOLOGY_INVALID', `the lab topology cannot be used:\n${list}`, {
    hint: 'docs/how-to/lab.md describes the topology file.',
    context: { problems },
  });
}
