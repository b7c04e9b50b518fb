import type { WorkflowNode } from '../node.js';
import type { ExpressionLanguage } from './expression-language.js';
import { expressionSites, type ExpressionSite } from './expression-sites.js';

/** Ids of nodes; `all` where an expression computes the id. */
export type ReferencedNodes = ReadonlySet<string> | 'all';

/**
 * The nodes whose outputs the expressions of a node need when it starts, so that no others have to be loaded. The map of a
 * reduce is not among them: it is no expression.
 */
export function referencedNodes(node: WorkflowNode, language: ExpressionLanguage): ReferencedNodes {
  return nodesOf(
    expressionSites(node, '').filter(({ isAfterwards }) => !isAfterwards),
    language,
  );
}

/** The nodes whose outputs the compensation of a node needs, the node itself included where it speaks of it. */
export function compensationReferences(node: WorkflowNode, language: ExpressionLanguage): ReferencedNodes {
  return nodesOf(
    expressionSites(node, '').filter(({ isAfterwards }) => isAfterwards),
    language,
  );
}

function nodesOf(sites: readonly ExpressionSite[], language: ExpressionLanguage): ReferencedNodes {
  const ids = new Set<string>();
  for (const { text } of sites) {
    const verdict = text === undefined ? undefined : language.examine(text);
    if (verdict?.kind !== 'understood') continue;
    for (const { root, field } of verdict.references) {
      if (root !== 'nodes') continue;
      if (field === undefined) return 'all';
      ids.add(field);
    }
  }
  return ids;
}
