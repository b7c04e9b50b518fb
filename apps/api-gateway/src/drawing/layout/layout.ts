/** Boxes and the edges between them, by number; no box has a place yet. */
export interface LayoutPlan {
  readonly boxes: readonly Size[];
  readonly edges: readonly PlannedEdge[];
  /** Between two columns, and between two boxes of a column, in pixels. */
  readonly gaps: { readonly along: number; readonly across: number };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PlannedEdge {
  readonly from: number;
  readonly to: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything of a plan lies; edges lead from left to right. */
export interface Layout extends Size {
  /** Centre of each box. */
  readonly boxes: readonly Point[];
  /** For each edge, the centres of the columns between its ends that it passes, from its source on. */
  readonly ways: readonly (readonly Point[])[];
}
