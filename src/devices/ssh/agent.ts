// Keys held by an SSH agent: listed once per run, and used one at a time.
import ssh2, { type ParsedKey } from 'ssh2';

/** An agent may ask its user before it answers; a run does not wait for that. */
const AGENT_MS = 5000;

/** The keys of the agent behind a socket, in its order; none where nobody answers. Never rejects. */
export function listAgentKeys(socket: string): Promise<ParsedKey[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), AGENT_MS);
    new ssh2.OpenSSHAgent(socket).getIdentities((error, keys) => {
      clearTimeout(timer);
      const parsed = (error ? [] : (keys ?? [])).map((key) => ssh2.utils.parseKey(key as ParsedKey));
      resolve(parsed.flatMap((key) => (key instanceof Error ? [] : [key])));
    });
  });
}

/** An agent that shows one key only, so that each offer is one of ours to count and to order. */
export class OneKeyAgent extends ssh2.OpenSSHAgent {
  readonly #key: ParsedKey;

  constructor(socket: string, key: ParsedKey) {
    super(socket);
    this.#key = key;
  }

  override getIdentities(callback: (error: Error | undefined, keys?: ParsedKey[]) => void): void {
    callback(undefined, [this.#key]);
  }
}
