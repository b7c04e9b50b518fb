import { isInstant } from '../iso-texts.js';
import { compensationOf, type WorkflowNode } from '../node.js';
import { below } from '../pointer.js';
import type { ExpressionType } from './expression-language.js';
import { readTemplate } from './template.js';

/** A place where a node has an expression. */
export interface ExpressionSite {
  readonly pointer: string;
  /** Undefined for a template that is not closed. */
  readonly text: string | undefined;
  /** What it must give; absent: anything. */
  readonly wants?: ExpressionType;
  /** It may speak of the item of a map. */
  readonly hasItem?: boolean;
  /** It is evaluated when the node has ended: it may speak of the node itself. */
  readonly isAfterwards?: boolean;
}

/** Every expression of a node. The texts of inline tasks are none: braces mean what they mean there. */
export function expressionSites(node: WorkflowNode, pointer: string): ExpressionSite[] {
  const undo = compensationOf(node);
  const undoing = { isAfterwards: true, hasItem: node.kind === 'map' };
  return [
    ...ownSites(node, pointer),
    ...(undo ? inTemplates(undo.params, below(pointer, 'compensate', 'params'), undoing) : []),
  ];
}

function ownSites(node: WorkflowNode, pointer: string): ExpressionSite[] {
  const values = (field: string, value: unknown) => inTemplates(value, below(pointer, field));
  switch (node.kind) {
    case 'task':
    case 'reduce':
      return values('params', node.params);
    case 'map':
      return [
        ...itemSites(node.items, below(pointer, 'items')),
        ...inTemplates(node.params, below(pointer, 'params'), { hasItem: true }),
      ];
    case 'switch':
      return node.cases.map(({ when }, index) => bool(when, below(pointer, 'cases', index, 'when')));
    case 'condition':
      return [bool(node.when, below(pointer, 'when'))];
    case 'subworkflow':
      return values('inputs', node.inputs);
    case 'waitUntil': {
      const site: ExpressionSite = { pointer: below(pointer, 'until'), text: node.until, wants: 'instant' };
      return isInstant(node.until) ? [] : [site];
    }
    case 'approval':
      return values('message', node.message);
    case 'event':
      return values('match', node.match);
    case 'delay':
    case 'dependent':
    case 'noop':
      return [];
  }
}

function bool(text: string, pointer: string): ExpressionSite {
  return { pointer, text, wants: 'bool' };
}

function itemSites(items: string | readonly unknown[], pointer: string): ExpressionSite[] {
  return typeof items === 'string' ? [{ pointer, text: items, wants: 'list' }] : inTemplates(items, pointer);
}

/** The expressions in all texts of a JSON value. The gateway has refused values that nest too deep to walk. */
function inTemplates(value: unknown, pointer: string, site: Partial<ExpressionSite> = {}): ExpressionSite[] {
  if (typeof value === 'string') return inTemplate(value, { ...site, pointer, text: undefined });
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => inTemplates(child, below(pointer, key), site));
}

function inTemplate(template: string, site: ExpressionSite): ExpressionSite[] {
  const parts = readTemplate(template);
  if (parts === undefined) return [site];
  return parts.filter(({ kind }) => kind === 'expression').map(({ text }) => ({ ...site, text }));
}
