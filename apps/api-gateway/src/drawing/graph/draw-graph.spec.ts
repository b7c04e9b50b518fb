import { InvalidError, nodeStates } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { layOut } from '../layout/lay-out.js';
import { graphPicture, pictured } from '../testing/given-graph.js';
import { DrawnPicture, textsOf, titleOf } from '../testing/read-svg.js';
import { drawGraph } from './draw-graph.js';
import type { GraphPicture } from './graph-picture.js';

const hostile = [
  '<script>alert(1)</script>',
  `"quoted' & <b>`,
  ']]>',
  '--><!--',
  'bell\u0007',
  '\ud83d',
  '&amp;',
  'a\nb',
];

async function draw(picture: GraphPicture): Promise<DrawnPicture> {
  return new DrawnPicture(await drawGraph(picture, async (plan) => layOut(plan)));
}

describe('the picture of a graph', () => {
  it('has each node and each edge once', async () => {
    const nodes = Array.from({ length: 200 }, (_, number) => pictured(`n${number}`));
    const edges = nodes.flatMap(({ id }, number) =>
      number < 3 ? [] : [[`n${number - 1}`, id] as const, [`n${number % 3}`, id] as const],
    );
    const picture = await draw(graphPicture(nodes, edges));
    const ids = picture.withClass('id').map(({ textContent }) => textContent!);
    expect(ids.sort()).toEqual(nodes.map(({ id }) => id).sort());
    expect(picture.withClass('edge')).toHaveLength(edges.length);
    expect(picture.withClass('head')).toHaveLength(edges.length);
  });

  it('tells of a node its state, duration, attempt, kind and note', async () => {
    const note = 'waits for a slot of the pool "database", which is full until the run before has ended';
    const node = pictured('load', { kind: 'map', state: 'running', durationMs: 723_000, attempt: 3, note });
    const picture = await draw(graphPicture([node, pictured('next', { durationMs: null })]));
    const [load, next] = picture.withClass('node');
    expect(textsOf(load!).slice(0, 3)).toEqual(['load', 'running · 12 min 3 s · attempt 3', 'map']);
    expect(textsOf(load!)[3]).toMatch(/^waits for a slot of .*…$/);
    expect(titleOf(load!)).toBe(`load\nmap\nrunning · 12 min 3 s · attempt 3\n${note}`);
    expect(textsOf(next!)).toEqual(['next', 'succeeded', 'task']);
  });

  it('tells states by text and by a glyph of their own, not by colour only', async () => {
    const picture = await draw(graphPicture(nodeStates.map((state) => pictured(state, { state }))));
    const glyphs = picture.withClass('node').map((node) => {
      const [, status] = textsOf(node);
      const state = titleOf(node).split('\n')[0]!;
      expect(status!.split(' · ')[0]).toBe(state.replaceAll('_', ' '));
      return node.getElementsByTagName('path')[0]!.getAttribute('d');
    });
    expect(new Set(glyphs).size).toBe(nodeStates.length);
    for (const state of nodeStates) expect(picture.text).toContain(`.s-${state} .box{`);
  });

  it('has finally nodes in a panel apart', async () => {
    const nodes = [pictured('a'), pictured('b'), pictured('notify', { isFinal: true })];
    const picture = await draw(graphPicture(nodes, [['a', 'b']]));
    const [panel] = picture.withClass('panel');
    expect(textsOf(panel!.parentNode!)).toEqual(['finally', 'notify', 'succeeded · 1.2 s', 'task']);
    expect((await draw(graphPicture([pictured('a')]))).withClass('panel')).toEqual([]);
  });

  it('names edges, and draws those that were not taken otherwise', async () => {
    const nodes = [pictured('a'), pictured('b'), pictured('c', { state: 'skipped' })];
    const edges = [
      ['a', 'b', 'then'],
      ['a', 'c', 'else'],
    ] as const;
    const picture = await draw(graphPicture(nodes, edges));
    expect(picture.withClass('halo').map(({ textContent }) => textContent)).toEqual(['then', 'else']);
    expect(picture.withClass('not-taken')).toHaveLength(1);
  });

  it('has one edge between two nodes, with all that is said of it', async () => {
    const edges = [
      ['a', 'b', 'x == 1'],
      ['a', 'b'],
      ['a', 'b', 'x == 2'],
    ] as const;
    const picture = await draw(graphPicture([pictured('a'), pictured('b')], edges));
    expect(picture.withClass('edge')).toHaveLength(1);
    expect(picture.withClass('halo').map(({ textContent }) => textContent)).toEqual(['x == 1, x == 2']);
  });

  it('cuts a long id in its middle and has the whole of it for the pointer', async () => {
    const id = `extract-${'orders-'.repeat(20)}eu-west-1`;
    const [node] = (await draw(graphPicture([pictured(id)]))).withClass('node');
    expect(textsOf(node!)[0]).toMatch(/^extract-orders-.*….*eu-west-1$/);
    expect(titleOf(node!).split('\n')[0]).toBe(id);
  });

  it('keeps hostile texts texts', async () => {
    const nodes = hostile.map((text) => pictured(text, { note: text, kind: text }));
    const edges = hostile.slice(1).map((text) => [hostile[0]!, text, text] as const);
    const picture = await draw({ ...graphPicture(nodes, edges), title: hostile[0]!, subtitle: hostile[1] });
    expect(picture.withClass('node')).toHaveLength(hostile.length);
    expect(picture.named('script')).toEqual([]);
    expect(picture.named('b')).toEqual([]);
    expect(picture.named('title')[0]!.textContent).toBe(hostile[0]);
  });

  it('fetches nothing and runs nothing', async () => {
    const picture = await draw(graphPicture([pictured('a'), pictured('b')], [['a', 'b']]));
    const outside = picture
      .attributes()
      .filter(({ name, value }) => name !== 'xmlns' && (/^on|href/.test(name) || /url\(|:\/\//.test(value)));
    expect(outside).toEqual([]);
    expect(picture.named('style')[0]!.textContent).not.toMatch(/url|@import/);
  });

  it('follows the colour scheme of the viewer, and says what it shows to those who cannot see it', async () => {
    const nodes = [pictured('a'), pictured('b', { state: 'upstream_failed' })];
    const picture = await draw(graphPicture(nodes, [['a', 'b']]));
    expect(picture.named('style')[0]!.textContent).toContain('@media (prefers-color-scheme:dark){');
    expect(picture.named('desc')[0]!.textContent).toBe(
      'Graph of specimen. Nodes: 2 (1 succeeded, 1 upstream failed). Edges: 1.',
    );
  });

  it('is the same each time', async () => {
    const picture = graphPicture([pictured('a'), pictured('b'), pictured('c')], [['a', 'c']]);
    expect((await draw(picture)).text).toBe((await draw(picture)).text);
  });

  it('of no nodes is a picture still', async () => {
    expect((await draw(graphPicture([]))).named('desc')[0]!.textContent).toBe(
      'Graph of specimen. Nodes: 0. Edges: 0.',
    );
  });
});

describe('a graph that cannot be drawn', () => {
  it('is too large, which says where else to look', async () => {
    const many = Array.from({ length: 1_001 }, (_, number) => pictured(`n${number}`));
    await expect(draw(graphPicture(many))).rejects.toThrow(
      new InvalidError(
        'The graph has 1001 nodes and 0 edges: it is drawn up to 1000 nodes and 5000 edges. ' +
          'The timeline and the list of nodes show workflow runs of any size.',
      ),
    );
    const edges = Array.from({ length: 5_001 }, () => ['a', 'b'] as const);
    await expect(draw(graphPicture([pictured('a'), pictured('b')], edges))).rejects.toThrow(
      'has 2 nodes and 5001 edges',
    );
  });

  it.each([
    ['to a node that is not there', 'a', 'x'],
    ['of a node to itself', 'a', 'a'],
    ['to a finally node', 'a', 'notify'],
  ])('has an edge %s', async (_, from, to) => {
    const nodes = [pictured('a'), pictured('notify', { isFinal: true })];
    await expect(draw(graphPicture(nodes, [[from, to]]))).rejects.toThrow(
      `The graph cannot have the edge from "${from}" to "${to}".`,
    );
  });

  it('has an id twice', async () => {
    await expect(draw(graphPicture([pictured('a'), pictured('a')]))).rejects.toThrow(InvalidError);
  });
});
