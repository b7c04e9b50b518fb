import { describe, expect, it } from 'vitest';
import { chains, fan, layered, type BenchNode } from './shapes.js';

const edgesOf = (nodes: readonly BenchNode[]) =>
  nodes.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0);

describe('the shapes of the workflows of the bench', () => {
  it('are chains that do not touch each other', () => {
    const nodes = chains(10, 4)('noop');
    expect(nodes).toHaveLength(40);
    expect(nodes.filter(({ dependsOn }) => dependsOn.length === 0)).toHaveLength(10);
    expect(nodes[7]).toEqual({ id: 'n7', kind: 'task', task: 'noop', dependsOn: ['n6'] });
    expect(nodes[8]!.dependsOn).toEqual([]);
  });

  it('are fans whose nodes wait for nothing', () => {
    expect(edgesOf(fan(40)('noop'))).toBe(0);
  });

  it.each([
    [10, 10, 180],
    [100, 100, 20_000],
    [3, 5, 11],
  ])('are %i layers of %i nodes with %i edges, each from the layer before', (layers, width, edges) => {
    const nodes = layered(layers, width, edges)('noop');
    expect(nodes).toHaveLength(layers * width);
    expect(edgesOf(nodes)).toBe(edges);
    const layerOf = (id: string) => Math.floor(Number(id.slice(1)) / width);
    for (const { id, dependsOn } of nodes) {
      expect(new Set(dependsOn).size).toBe(dependsOn.length);
      expect(dependsOn.every((above) => layerOf(above) === layerOf(id) - 1)).toBe(true);
    }
  });
});
