import { nodeStates, nodeTransitions, type NodeState } from './node-state.js';

/** One letter for each state, in the order of `nodeStates`. They stand in the database: a letter never changes its meaning. */
const letters = '.qrsfukcxzy';

/**
 * The states of all nodes of a workflow run, by their numbers. As a text it has one letter for each node, so that the whole run
 * is read and written as one small value, however large the graph.
 */
export class NodeStates {
  readonly #codes: Uint8Array;
  readonly #counts: number[];

  private constructor(codes: Uint8Array, counts: number[]) {
    this.#codes = codes;
    this.#counts = counts;
  }

  static allPending(nodes: number): NodeStates {
    return NodeStates.#counted(new Uint8Array(nodes));
  }

  /** @throws Error for a letter that stands for nothing. */
  static read(text: string): NodeStates {
    const codes = Uint8Array.from(text, (letter) => {
      const code = letters.indexOf(letter);
      if (code < 0) throw new Error(`"${letter}" is the letter of no state of a node.`);
      return code;
    });
    return NodeStates.#counted(codes);
  }

  static #counted(codes: Uint8Array): NodeStates {
    const counts = nodeStates.map(() => 0);
    for (const code of codes) counts[code]! += 1;
    return new NodeStates(codes, counts);
  }

  get size(): number {
    return this.#codes.length;
  }

  of(number: number): NodeState {
    return nodeStates[this.#codes[number]!]!;
  }

  count(...states: readonly NodeState[]): number {
    return states.reduce((sum, state) => sum + this.#counts[nodeStates.indexOf(state)]!, 0);
  }

  /** The numbers of the nodes in one of the states, in their order. */
  numbers(...states: readonly NodeState[]): number[] {
    if (this.count(...states) === 0) return [];
    const wanted = maskOf(states);
    const found: number[] = [];
    for (let number = 0; number < this.size; number += 1) {
      if (wanted[this.#codes[number]!]) found.push(number);
    }
    return found;
  }

  /** The number of the first node in one of the states. */
  first(...states: readonly NodeState[]): number | undefined {
    const wanted = maskOf(states);
    for (let number = 0; number < this.size; number += 1) if (wanted[this.#codes[number]!]) return number;
    return undefined;
  }

  /** @throws Error for a change that the state machine does not know. */
  set(number: number, state: NodeState): void {
    const from = this.of(number);
    if (!nodeTransitions[from].includes(state)) {
      throw new Error(`Node ${number} is ${from} and cannot become ${state}.`);
    }
    this.#write(number, state);
  }

  /** Has a node wait that was to start and has not: nobody has heard of it yet. */
  takeBack(number: number): void {
    if (this.of(number) !== 'running') throw new Error(`Node ${number} was not to start.`);
    this.#write(number, 'ready');
  }

  #write(number: number, state: NodeState): void {
    const code = nodeStates.indexOf(state);
    this.#counts[this.#codes[number]!]! -= 1;
    this.#counts[code]! += 1;
    this.#codes[number] = code;
  }

  /** The numbers of the nodes that were in another state before, in their order. */
  since(before: NodeStates): number[] {
    const changed: number[] = [];
    for (let number = 0; number < this.size; number += 1) {
      if (this.#codes[number] !== before.#codes[number]) changed.push(number);
    }
    return changed;
  }

  copy(): NodeStates {
    return new NodeStates(this.#codes.slice(), [...this.#counts]);
  }

  toString(): string {
    let text = '';
    for (const code of this.#codes) text += letters[code];
    return text;
  }
}

/** What stands for the states where a text has a letter for each node. */
export function lettersOf(states: readonly NodeState[]): string[] {
  return states.map((state) => letters[nodeStates.indexOf(state)]!);
}

function maskOf(states: readonly NodeState[]): Uint8Array {
  const mask = new Uint8Array(nodeStates.length);
  for (const state of states) mask[nodeStates.indexOf(state)] = 1;
  return mask;
}
