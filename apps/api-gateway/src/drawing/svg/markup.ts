declare const markup: unique symbol;

/** XML that is well-formed by its making: only the functions of this file give it, so that no text gets in unescaped. */
export type Markup = string & { readonly [markup]: true };

export type Attributes = Readonly<Record<string, string | number | undefined>>;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What XML 1.0 has no way to write: control characters, half surrogate pairs, noncharacters. */
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu;

/** A text as it stands in an element or an attribute. */
export function escaped(text: string): Markup {
  return text.replace(unwritable, '\ufffd').replace(/[&<>"']/g, (sign) => entities[sign]!) as Markup;
}

export function element(name: string, attributes: Attributes = {}, children: readonly Markup[] = []): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? brief(value) : escaped(value!)}"`);
  const start = `${name}${written.join('')}`;
  return (children.length === 0 ? `<${start}/>` : `<${start}>${children.join('')}</${name}>`) as Markup;
}

export function textElement(name: string, text: string, attributes: Attributes = {}): Markup {
  return element(name, attributes, [escaped(text)]);
}

/** A number of pixels with at most one decimal. */
export function brief(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

/** A path of parts such as `['M', 0, 0]`. */
export function pathOf(parts: readonly (string | number)[]): string {
  return parts.map((part) => (typeof part === 'number' ? brief(part) : part)).join(' ');
}
