/** A node of a workflow, as the API takes it. */
export interface BenchNode {
  readonly id: string;
  readonly kind: 'task';
  readonly task: string;
  readonly dependsOn: readonly string[];
}

/** Makes the nodes of one shape, all running the same task. */
export type Shape = (task: string) => BenchNode[];

/** Chains side by side, each node after the one before. */
export function chains(count: number, length: number): Shape {
  return (task) =>
    numbers(count * length).map((number) =>
      node(number, task, number % length === 0 ? [] : [idOf(number - 1)]),
    );
}

/** Nodes that wait for nothing. */
export function fan(width: number): Shape {
  return (task) => numbers(width).map((number) => node(number, task, []));
}

/** Layers of equal width: the nodes of all but the first share the edges evenly, each from nodes of the layer before. */
export function layered(layers: number, width: number, edges: number): Shape {
  const dependent = (layers - 1) * width;
  return (task) =>
    numbers(layers * width).map((number) => {
      const below = number - width;
      if (below < 0) return node(number, task, []);
      const share = Math.floor(((below + 1) * edges) / dependent) - Math.floor((below * edges) / dependent);
      const [layer, place] = [Math.floor(below / width), below % width];
      const above = numbers(share).map((step) => idOf(layer * width + ((place * 7 + step) % width)));
      return node(number, task, above);
    });
}

function node(number: number, task: string, dependsOn: readonly string[]): BenchNode {
  return { id: idOf(number), kind: 'task', task, dependsOn };
}

function idOf(number: number): string {
  return `n${number}`;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
