import { renderValues, type ExpressionLanguage, type ExpressionScope } from '@orrery/domain';
import type { EvaluationTime } from './evaluation-time.js';
import { NodeFault } from './node-fault.js';

/** The values that a node sees when it starts. */
export class NodeValues {
  #scope: ExpressionScope | undefined;

  /** @param makeScope is asked when there is something to evaluate: most nodes have nothing. */
  constructor(
    private readonly language: ExpressionLanguage,
    private readonly makeScope: () => ExpressionScope,
    private readonly time: EvaluationTime,
  ) {}

  /** @throws NodeFault when the expression fails. */
  evaluate(text: string): unknown {
    const evaluation = this.time.spend(() => this.language.evaluate(text, this.#scopeOf()));
    if (evaluation.kind === 'value') return evaluation.value;
    throw new NodeFault('expression', `the expression ${text} ${evaluation.reason}`);
  }

  /** @throws NodeFault when an expression in the values fails. */
  render(values: unknown): unknown {
    const evaluate = (text: string) => this.language.evaluate(text, this.#scopeOf());
    const rendering = this.time.spend(() => renderValues(values, evaluate));
    if (rendering.kind === 'rendered') return rendering.value;
    throw new NodeFault('expression', `${rendering.pointer || 'it'}: ${rendering.reason}`);
  }

  /** The same with the item of a map. */
  withItem(item: unknown): NodeValues {
    return new NodeValues(this.language, () => ({ ...this.#scopeOf(), item }), this.time);
  }

  /** The same with an item of a map, and what that gave as the outputs of the map. */
  withGiven(item: unknown, nodeId: string, outputs: unknown): NodeValues {
    const makeScope = () => {
      const scope = this.#scopeOf();
      return {
        ...scope,
        item,
        nodes: { ...scope.nodes, [nodeId]: { state: 'succeeded', outputs } },
      } as const;
    };
    return new NodeValues(this.language, makeScope, this.time);
  }

  #scopeOf(): ExpressionScope {
    this.#scope ??= this.makeScope();
    return this.#scope;
  }
}
