import { below } from '../pointer.js';
import { mostValueCharacters, type Evaluation } from './expression-language.js';
import { readTemplate, type TemplatePart } from './template.js';

export type Rendering =
  | { readonly kind: 'rendered'; readonly value: unknown }
  /** The pointer is below the values; the reason is a sentence that follows it. */
  | { readonly kind: 'failed'; readonly pointer: string; readonly reason: string };

/**
 * Puts values in the place of the expressions in all texts of a JSON value. A text that is one expression and nothing else
 * becomes its value, of any type; in a longer text what is no text stands as JSON, and null fails: a path or an address
 * with nothing in its midst is another one.
 */
export function renderValues(values: unknown, evaluate: (text: string) => Evaluation): Rendering {
  try {
    return { kind: 'rendered', value: new Renderer(evaluate).render(values, '') };
  } catch (error) {
    if (!(error instanceof Unrendered)) throw error;
    return { kind: 'failed', pointer: error.pointer, reason: error.message };
  }
}

/** Ends a rendering wherever it stands. */
class Unrendered extends Error {
  constructor(
    readonly pointer: string,
    reason: string,
  ) {
    super(reason);
  }
}

class Renderer {
  #charactersLeft = mostValueCharacters;

  constructor(private readonly evaluate: (text: string) => Evaluation) {}

  /** Values nest no deeper than the definition does: what an expression gives is not rendered again. */
  render(value: unknown, pointer: string): unknown {
    if (typeof value === 'string') return this.#text(value, pointer);
    if (typeof value !== 'object' || value === null) return this.#counted(value, pointer);
    if (Array.isArray(value)) return value.map((child, index) => this.render(child, below(pointer, index)));
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => {
        this.#counted(name, pointer);
        return [name, this.render(child, below(pointer, name))];
      }),
    );
  }

  #text(template: string, pointer: string): unknown {
    const parts = readTemplate(template);
    if (parts === undefined) throw new Unrendered(pointer, 'opens an expression by "{{" that no "}}" closes');
    const [first] = parts;
    if (parts.length === 1 && first?.kind === 'expression') return this.#value(first.text, pointer);
    return parts.map((part) => this.#piece(part, pointer)).join('');
  }

  #piece({ kind, text }: TemplatePart, pointer: string): string {
    const value = kind === 'text' ? this.#counted(text, pointer) : this.#value(text, pointer);
    if (value === null) throw new Unrendered(pointer, nullReason(text));
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  #value(text: string, pointer: string): unknown {
    const evaluation = this.evaluate(text);
    if (evaluation.kind === 'failed') throw new Unrendered(pointer, `the expression ${evaluation.reason}`);
    return this.#counted(evaluation.value, pointer);
  }

  #counted<T>(value: T, pointer: string): T {
    this.#charactersLeft -= JSON.stringify(value).length;
    if (this.#charactersLeft >= 0) return value;
    throw new Unrendered(pointer, `makes the values longer than ${mostValueCharacters} characters of JSON`);
  }
}

function nullReason(expression: string): string {
  const shown = `{{ ${expression.slice(0, 100)} }}`;
  return `puts null into a text by "${shown}"; say what stands there then: {{ x == null ? "none" : x }}`;
}
