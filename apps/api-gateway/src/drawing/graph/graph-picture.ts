import type { NodeState } from '@orrery/domain';

/** A workflow run as a graph: what is drawn of it. */
export interface GraphPicture {
  readonly title: string;
  readonly subtitle?: string;
  readonly nodes: readonly PicturedNode[];
  /** Between nodes of the picture; never between a finally node and another one. */
  readonly edges: readonly PicturedEdge[];
}

export interface PicturedNode {
  readonly id: string;
  readonly kind: string;
  readonly state: NodeState;
  /** Null when it has not started. */
  readonly durationMs: number | null;
  /** Told from the second one on. */
  readonly attempt?: number;
  /** Whether it runs when all others have ended. */
  readonly isFinal: boolean;
  /** A line of its own, such as why it waits. */
  readonly note?: string;
}

export interface PicturedEdge {
  readonly from: string;
  readonly to: string;
  /** Such as the case of a switch that leads along it. */
  readonly label?: string;
}
