import { Injectable } from '@nestjs/common';
import type { AlarmRuleKind } from '@orrery/contracts';
import type Handlebars from 'handlebars';
import { letterFields, type LetterContext } from './letter-fields.js';
import { templateProblem } from './template-check.js';

type Compiled = Handlebars.TemplateDelegate<LetterContext>;

/** Compiled templates kept at a time; the longest unused goes first. */
const MOST_KEPT = 500;

/** Checks and renders Handlebars templates; each is compiled once. */
@Injectable()
export class TemplateRenderer {
  readonly #compiled = new Map<string, Compiled>();
  #handlebars?: Promise<typeof Handlebars>;

  /** What is wrong with a template for letters of that kind, or undefined. */
  async problemOf(template: string, kind: AlarmRuleKind): Promise<string | undefined> {
    return templateProblem(await this.#load(), template, letterFields[kind]);
  }

  /** As plain text: nothing is escaped. */
  async text(template: string, context: LetterContext): Promise<string> {
    return (await this.#compile(template, true))(context);
  }

  /** As HTML: fields are escaped. */
  async html(template: string, context: LetterContext): Promise<string> {
    return (await this.#compile(template, false))(context);
  }

  async escaped(text: string): Promise<string> {
    return (await this.#load()).escapeExpression(text);
  }

  async #compile(template: string, noEscape: boolean): Promise<Compiled> {
    const key = `${noEscape ? 'text' : 'html'}:${template}`;
    const compiled =
      this.#compiled.get(key) ??
      (await this.#load()).compile<LetterContext>(template, {
        strict: true,
        knownHelpersOnly: true,
        noEscape,
      });
    this.#compiled.delete(key);
    this.#compiled.set(key, compiled);
    for (const oldest of this.#compiled.keys()) {
      if (this.#compiled.size <= MOST_KEPT) break;
      this.#compiled.delete(oldest);
    }
    return compiled;
  }

  /** Loaded when first needed: no start waits for it. */
  #load(): Promise<typeof Handlebars> {
    this.#handlebars ??= import('handlebars').then((module) => module.default);
    return this.#handlebars;
  }
}
