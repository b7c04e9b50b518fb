import type { FieldError } from '../errors.js';
import { Ancestry } from './ancestry.js';
import { checkBranches } from './checks/check-branches.js';
import { checkCompensation } from './checks/check-compensation.js';
import { checkCycles } from './checks/check-cycles.js';
import { checkDependencies } from './checks/check-dependencies.js';
import { checkExpressions } from './checks/check-expressions.js';
import { checkInputs } from './checks/check-inputs.js';
import { checkNodes } from './checks/check-nodes.js';
import { checkReachability } from './checks/check-reachability.js';
import { checkReduces } from './checks/check-reduces.js';
import { checkReserve } from './checks/check-reserve.js';
import { checkTimeZone } from './checks/check-time-zone.js';
import type { ExpressionLanguage } from './expressions/expression-language.js';
import { graphOf, rank } from './graph.js';
import { PlacedNodes } from './placed-nodes.js';
import { mostNodes, type WorkflowDefinition } from './workflow.js';

/**
 * Everything that is wrong with a definition whose fields are of the right types, by JSON Pointer; nothing when it can run.
 * Not looked for: a join whose rule cannot be met because its nodes are on branches that exclude each other.
 */
export function checkWorkflow(definition: WorkflowDefinition, language: ExpressionLanguage): FieldError[] {
  const nodes = new PlacedNodes(definition);
  if (nodes.all.length > mostNodes) return checkNodes(nodes);
  const graph = graphOf(nodes);
  const ranking = rank(graph);
  const cycles = checkCycles(nodes, graph);
  const ancestry = cycles.length === 0 ? new Ancestry(graph, ranking) : undefined;
  return [
    ...checkTimeZone(definition.timeZone),
    ...checkReserve(definition),
    ...checkInputs(definition),
    ...checkNodes(nodes),
    ...checkDependencies(nodes),
    ...cycles,
    ...checkBranches(nodes),
    ...checkReachability(nodes, graph, ranking),
    ...checkReduces(nodes, ancestry),
    ...checkCompensation(definition),
    ...checkExpressions({ inputs: definition.inputs, nodes, ancestry, language }),
  ];
}
