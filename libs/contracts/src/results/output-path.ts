import { deepestResult } from '@orrery/domain';
import { jsonpath, type JSONPathQuery, type JSONValue } from 'json-p3';
import { pathCostFault } from './path-cost-fault.js';

/** The longest path in characters. */
export const longestOutputPath = 500;

const language = new jsonpath.JSONPathEnvironment({ maxRecursionDepth: deepestResult + 1 });
// Regular expressions can take for ever on the right text.
language.functionRegister.delete('match');
language.functionRegister.delete('search');

/** Where in a JSON document an output stands: JSONPath (RFC 9535), as far as it costs no more than reading the document. */
export class OutputPath {
  private constructor(private readonly query: JSONPathQuery) {}

  /** The path, or what is wrong with it. */
  static read(text: string): OutputPath | { readonly fault: string } {
    if (text.length > longestOutputPath) return { fault: `must be at most ${longestOutputPath} characters` };
    let query: JSONPathQuery;
    try {
      query = language.compile(text);
    } catch (error) {
      return { fault: `is no JSONPath: ${(error as Error).message}` };
    }
    const fault = pathCostFault(query);
    return fault === undefined ? new OutputPath(query) : { fault };
  }

  /** Of a path of names and indexes the value there, null if there is none; of any other the list of what it finds. */
  valueIn(document: unknown): unknown {
    const found = Array.from(this.query.lazyQuery(document as JSONValue), ({ value }) => value);
    return this.query.singularQuery() ? (found[0] ?? null) : found;
  }
}
