/** A piece of a template: text as it stands, or an expression whose value takes its place. */
export interface TemplatePart {
  readonly kind: 'text' | 'expression';
  readonly text: string;
}

const opening = '{{';
const closing = '}}';

/**
 * Divides a template such as `s3://{{ inputs.bucket }}/{{ time.planned }}`. A text that has to contain the two braces writes
 * them as an expression: `{{ "{{" }}`.
 * @returns undefined when an expression is opened and not closed.
 */
export function readTemplate(template: string): TemplatePart[] | undefined {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (let start = template.indexOf(opening); start >= 0; start = template.indexOf(opening, at)) {
    if (start > at) parts.push({ kind: 'text', text: template.slice(at, start) });
    const end = endOfExpression(template, start + opening.length);
    if (end === undefined) return undefined;
    parts.push({ kind: 'expression', text: template.slice(start + opening.length, end).trim() });
    at = end + closing.length;
  }
  if (at < template.length || parts.length === 0) parts.push({ kind: 'text', text: template.slice(at) });
  return parts;
}

/** Braces inside strings and inside objects of the expression do not end it. */
function endOfExpression(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '"' || character === "'") {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end;
    } else if ('([{'.includes(character)) depth += 1;
    else if (depth > 0 && ')]}'.includes(character)) depth -= 1;
    else if (depth === 0 && text.startsWith(closing, at)) return at;
  }
  return undefined;
}

/** @returns where its last quote stands. */
function endOfString(text: string, from: number): number | undefined {
  const quote = text[from]!;
  const isRaw = /[rR]/.test(text[from - 1] ?? '');
  const end = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  for (let at = from + end.length; at < text.length; at += 1) {
    if (text[at] === '\\' && !isRaw) at += 1;
    else if (text.startsWith(end, at)) return at + end.length - 1;
  }
  return undefined;
}
