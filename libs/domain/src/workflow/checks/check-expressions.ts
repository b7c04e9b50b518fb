import type { FieldError } from '../../errors.js';
import type { Ancestry } from '../ancestry.js';
import type {
  ExpressionLanguage,
  ExpressionReference,
  ExpressionType,
} from '../expressions/expression-language.js';
import { expressionSites, type ExpressionSite } from '../expressions/expression-sites.js';
import { isInstant } from '../iso-texts.js';
import type { PlacedNodes } from '../placed-nodes.js';
import { mostExpressions, type WorkflowDefinition } from '../workflow.js';

/** What the expressions of a workflow are judged by. */
export interface Surroundings {
  readonly inputs: WorkflowDefinition['inputs'];
  readonly nodes: PlacedNodes;
  /** Undefined while cycles leave open what comes before what. */
  readonly ancestry: Ancestry | undefined;
  readonly language: ExpressionLanguage;
}

/** Every expression that cannot be read, gives what its place cannot use, or speaks of what is not there by then. */
export function checkExpressions(around: Surroundings): FieldError[] {
  const sites = around.nodes.all.map(({ node, pointer }) => expressionSites(node, pointer));
  const count = sites.reduce((sum, { length }) => sum + length, 0);
  if (count > mostExpressions) {
    const detail = `has ${count} expressions: ${mostExpressions} are allowed; divide it into subworkflows`;
    return [{ pointer: '/nodes', detail }];
  }
  return sites.flatMap((ofNode, number) =>
    ofNode.flatMap((site) =>
      faultsOf(site, number, around).map((detail) => ({ pointer: site.pointer, detail })),
    ),
  );
}

function faultsOf(site: ExpressionSite, number: number, around: Surroundings): string[] {
  if (site.text === undefined) return ['opens an expression by "{{" that no "}}" closes'];
  const verdict = around.language.examine(site.text);
  if (verdict.kind === 'refused') return [`the expression ${verdict.reason}`];
  const { gives, literal, references } = verdict;
  const misfit = fits(gives, literal, site.wants)
    ? []
    : [`must give ${names[site.wants!]}, and gives ${literal === undefined ? names[gives] : `"${literal}"`}`];
  const faults = references.map((reference) => referenceFault(reference, site, number, around));
  return [...misfit, ...new Set(faults.filter((fault) => fault !== undefined))];
}

/** A text will do for an instant where it can be one. */
function fits(
  gives: ExpressionType,
  literal: string | undefined,
  wants: ExpressionType | undefined,
): boolean {
  if (wants === undefined || gives === 'unknown' || gives === wants) return true;
  return wants === 'instant' && gives === 'string' && (literal === undefined || isInstant(literal));
}

function referenceFault(
  { root, field }: ExpressionReference,
  site: ExpressionSite,
  number: number,
  around: Surroundings,
): string | undefined {
  if (root === 'item' && !site.hasItem)
    return 'there is an `item` in the params of a map and of its compensation only';
  if (field === undefined) return undefined;
  if (root === 'inputs' && !Object.hasOwn(around.inputs, field)) return `there is no input "${field}"`;
  return root === 'nodes' ? nodeFault(field, site, number, around) : undefined;
}

function nodeFault(
  id: string,
  { isAfterwards }: ExpressionSite,
  number: number,
  { nodes, ancestry }: Surroundings,
): string | undefined {
  const theirs = nodes.numberOf(id);
  if (theirs === undefined) return `there is no node "${id}"`;
  const own = nodes.all[number]!;
  if (own.isFinal && !nodes.all[theirs]!.isFinal) return undefined;
  if (theirs === number) return isAfterwards ? undefined : `speaks of its own node "${id}"`;
  if (ancestry?.comesAfter(number, theirs) !== false) return undefined;
  return `speaks of node "${id}", which does not end before "${own.node.id}" starts: name it in dependsOn`;
}

const names: Readonly<Record<ExpressionType, string>> = {
  bool: 'true or false',
  number: 'a number',
  string: 'a text',
  list: 'a list',
  object: 'an object',
  instant: 'an instant',
  duration: 'a duration',
  null: 'null',
  other: 'something else',
  unknown: 'anything',
};
