// What a test opens is closed when it is over, the last one first.
import { afterEach } from 'vitest';

interface Closable {
  close(): Promise<void>;
}

const open: Closable[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

export function opened<T extends Closable>(one: T): T {
  open.push(one);
  return one;
}
