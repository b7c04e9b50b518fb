import { describe, expect, it } from 'vitest';
import { node, PlainLanguage, taskNode } from '../testing/given.js';
import type { WorkflowNode } from '../node.js';
import { compensationReferences, referencedNodes } from './node-references.js';

const language = new PlainLanguage();

describe('the nodes that a node needs', () => {
  it.each<[string, WorkflowNode, string[] | 'all']>([
    ['none', node('n'), []],
    [
      'of params',
      taskNode('n', [], { params: { x: ['{{ nodes.a }}', 'and {{nodes.b}}{{inputs.c}}'] } }),
      ['a', 'b'],
    ],
    [
      'of the cases of a switch',
      node('n', [], { kind: 'switch', cases: [{ when: 'nodes.a', to: [] }], default: [] }),
      ['a'],
    ],
    [
      'of the items and the params of a map',
      taskNode('n', [], { kind: 'map', items: 'nodes.a', params: { x: '{{ nodes.b }}' } }),
      ['a', 'b'],
    ],
    [
      'of a reduce, its map apart',
      taskNode('n', [], { kind: 'reduce', map: 'm', params: { x: '{{ nodes.a }}' } }),
      ['a'],
    ],
    [
      'all, where the id is computed',
      taskNode('n', [], { params: { x: '{{ nodes }}', y: '{{ nodes.a }}' } }),
      'all',
    ],
    ['not those of what cannot be read', taskNode('n', [], { params: { x: '{{ typo }}', y: '{{' } }), []],
    [
      'not those of its compensation',
      taskNode('n', [], { compensate: { task: 'undo', params: { x: '{{ nodes.a }}' } } }),
      [],
    ],
  ])('%s', (_, specimen, expected) => {
    const found = referencedNodes(specimen, language);
    expect(found === 'all' ? found : [...found]).toEqual(expected);
  });

  it('for its compensation', () => {
    const undo = { task: 'undo', params: { x: '{{ nodes.n }}', y: '{{ nodes.a }}' } };
    const specimen = taskNode('n', [], { params: { x: '{{ nodes.b }}' }, compensate: undo });
    expect(compensationReferences(specimen, language)).toEqual(new Set(['n', 'a']));
    expect(compensationReferences(taskNode('n'), language)).toEqual(new Set());
  });
});
