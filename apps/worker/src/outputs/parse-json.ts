import { deepestResult, nestsTooDeep } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import { visit } from 'jsonc-parser';

/** The value, or what is wrong with the text, as the rest of a sentence about it. */
export type ParsedJson =
  { readonly kind: 'read'; readonly value: unknown } | { readonly kind: 'faulty'; readonly fault: string };

/** Reads a JSON text that a task wrote. */
export function parseJson(text: string): ParsedJson {
  // Before it is parsed: whoever walks what nests this deep runs out of stack.
  if (nestsTooDeep(text)) return { kind: 'faulty', fault: `nests deeper than ${deepestResult} levels` };
  try {
    return { kind: 'read', value: JSON.parse(text) as unknown };
  } catch (error) {
    return { kind: 'faulty', fault: `is no JSON: ${faultyLine(text)}${messageOf(error)}` };
  }
}

/** JSON.parse does not tell the line. */
function faultyLine(text: string): string {
  let line: number | undefined;
  try {
    visit(
      text,
      { onError: (_error, _offset, _length, startLine) => (line ??= startLine + 1) },
      { disallowComments: true },
    );
  } catch {
    // Behind a text that does not end it may nest deeper than can be walked; the line is known by then.
  }
  return line === undefined ? '' : `line ${line}: `;
}
