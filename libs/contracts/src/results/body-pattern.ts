import { RE2JS } from 're2js';

/** The longest pattern in characters. */
export const longestPattern = 500;
/** Steps that the pattern is made of: each may be taken for each character of a text. */
const mostSteps = 1_000;

/** A regular expression in the syntax of RE2: it takes no longer than its length times that of the text. */
export class BodyPattern {
  private constructor(private readonly pattern: RE2JS) {}

  /** The pattern, or what is wrong with it. */
  static read(text: string): BodyPattern | { readonly fault: string } {
    if (text.length > longestPattern) return { fault: `must be at most ${longestPattern} characters` };
    let pattern: RE2JS;
    try {
      pattern = RE2JS.compile(text);
    } catch (error) {
      return { fault: `is no regular expression of RE2: ${(error as Error).message}` };
    }
    return pattern.programSize() > mostSteps ? { fault: 'repeats too much' } : new BodyPattern(pattern);
  }

  /** Whether it matches somewhere. */
  isIn(text: string): boolean {
    return this.pattern.test(text);
  }
}
