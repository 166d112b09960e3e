// A strict reader of the XML that our SVG uses: it refuses what a browser would guess at.

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decode(text: string): string {
  if (/[<>]/.test(text)) throw new Error(`raw < or > in ${text}`);
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1).replace(/^x/, '0x')));
    const letter = ENTITIES[name];
    if (letter === undefined || !whole.endsWith(';')) throw new Error(`bad entity ${whole}`);
    return letter;
  });
}

/** The root element; throws on anything that is not well-formed. */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [root];
  const body = source.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const token = /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/gy;
  for (const [, closing, name, attributes, empty, text, stray] of body.matchAll(token)) {
    const top = open.at(-1);
    if (!top || stray !== undefined) throw new Error('not well-formed');
    if (text !== undefined) top.text += decode(text);
    else if (closing) {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`);
      open.pop();
    } else {
      const element = { name: name ?? '', attributes: readAttributes(attributes ?? ''), children: [], text: '' };
      top.children.push(element);
      if (!empty) open.push(element);
    }
  }
  const consumed = Array.from(body.matchAll(token), ([whole]) => whole.length).reduce((sum, length) => sum + length, 0);
  if (open.length !== 1 || consumed !== body.length) throw new Error('not well-formed: unclosed or unreadable');
  if (root.children.length !== 1) throw new Error('not one root');
  return root.children[0]!;
}

function readAttributes(text: string): Map<string, string> {
  const pairs = Array.from(
    text.matchAll(/([\w:-]+)="([^"]*)"/g),
    ([, name, value]) => [name!, decode(value!)] as const,
  );
  const attributes = new Map(pairs);
  if (attributes.size !== pairs.length) throw new Error(`attribute twice in ${text}`);
  return attributes;
}

/** The element and all below it. */
export function elementsOf(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(elementsOf)];
}
