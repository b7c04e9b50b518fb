import { DOMParser, type Element, type Node } from '@xmldom/xmldom';

/** What stands for a sign that XML cannot write is meant. */
const MEANT = /^Unicode replacement character/;

/** An SVG document as a test looks at it; text that is not well-formed XML is an error. */
export class DrawnPicture {
  private readonly elements: readonly Element[];

  constructor(readonly text: string) {
    const parser = new DOMParser({
      onError: (level, message) => {
        if (!MEANT.test(message)) throw new Error(`${level}: ${message}`);
      },
    });
    this.elements = elementsIn(parser.parseFromString(text, 'image/svg+xml').documentElement!);
  }

  named(name: string): Element[] {
    return this.elements.filter(({ tagName }) => tagName === name);
  }

  /** Elements that have a class, in the order in which they are drawn. */
  withClass(name: string): Element[] {
    return this.elements.filter((each) => each.getAttribute('class')?.split(' ').includes(name));
  }

  attributes(): { name: string; value: string }[] {
    return this.elements.flatMap(({ attributes }) => Array.from(attributes));
  }
}

/** The texts drawn within an element. */
export function textsOf(element: Node): string[] {
  return elementsIn(element)
    .filter(({ tagName }) => tagName === 'text')
    .map(({ textContent }) => textContent!);
}

export function titleOf(element: Element): string {
  return elementsIn(element).find(({ tagName }) => tagName === 'title')!.textContent!;
}

function elementsIn(node: Node): Element[] {
  const found = node.nodeType === node.ELEMENT_NODE ? [node as Element] : [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    found.push(...elementsIn(child));
  return found;
}
