import type { NodeState } from '@orrery/domain';

/** Colours of a state on a light or a dark page: of texts and glyphs, of the inside of boxes, of borders and bars. */
export interface Colours {
  readonly ink: string;
  readonly fill: string;
  readonly line: string;
}

/** How a state is told apart: by a glyph as well as by its colour, for not all see colours alike. */
export interface StateLook {
  /** Path within 16 by 16 pixels, drawn as a line. */
  readonly glyph: string;
  readonly light: Colours;
  readonly dark: Colours;
}

const ring = 'M8 3a5 5 0 1 0 .01 0z';
const turnBack = 'M6 3 3 6l3 3M3.4 6H10a3.2 3.2 0 0 1 0 6.4H6.5';

function colours(ink: string, fill: string, line: string): Colours {
  return { ink, fill, line };
}

export const stateLooks: Readonly<Record<NodeState, StateLook>> = {
  pending: {
    glyph: ring,
    light: colours('#59636e', '#f6f8fa', '#b4bcc6'),
    dark: colours('#9aa4af', '#171c23', '#46505b'),
  },
  ready: {
    glyph: `${ring}M8 5.3V8l1.9 1.4`,
    light: colours('#6639ba', '#f6f1ff', '#a67df0'),
    dark: colours('#bb9af5', '#211b33', '#7650c9'),
  },
  running: {
    glyph: 'M5.5 3.5 12.5 8l-7 4.5z',
    light: colours('#0a58b5', '#e8f2ff', '#4a93f0'),
    dark: colours('#7db9ff', '#0f2440', '#2f7fe6'),
  },
  succeeded: {
    glyph: 'M3.2 8.6 6.6 12l6.4-7.4',
    light: colours('#176b30', '#ebf7ee', '#4cae68'),
    dark: colours('#66d183', '#11281a', '#2f8f4a'),
  },
  failed: {
    glyph: 'm4.2 4.2 7.6 7.6m0-7.6-7.6 7.6',
    light: colours('#b3141c', '#ffeceb', '#e5484d'),
    dark: colours('#ff918b', '#381512', '#db4444'),
  },
  upstream_failed: {
    glyph: 'M8 2.8 14 13H2zM8 6.8v2.6M8 11.1v.1',
    light: colours('#974800', '#fff2e5', '#e3924a'),
    dark: colours('#ffb473', '#301e0d', '#b86d26'),
  },
  skipped: {
    glyph: 'M3.5 4.2 7.3 8l-3.8 3.8M8.7 4.2 12.5 8l-3.8 3.8',
    light: colours('#66707b', '#f4f5f7', '#a9b2bc'),
    dark: colours('#8d97a2', '#1a1f26', '#525c67'),
  },
  cancelled: {
    glyph: `${ring}M4.6 11.4l6.8-6.8`,
    light: colours('#765500', '#fdf7de', '#c9a632'),
    dark: colours('#e3c353', '#2a2411', '#967a20'),
  },
  compensating: {
    glyph: `${turnBack}M3.2 12.4h.1`,
    light: colours('#0b6772', '#e5f6f8', '#37a5b0'),
    dark: colours('#63ccd6', '#0f292c', '#26838d'),
  },
  compensated: {
    glyph: turnBack,
    light: colours('#0b6772', '#eef6f7', '#7fb9bf'),
    dark: colours('#63ccd6', '#142224', '#3b6a70'),
  },
  compensation_failed: {
    glyph: 'M5.6 2.5h4.8l3.1 3.1v4.8l-3.1 3.1H5.6l-3.1-3.1V5.6zM8 5.2v3.6M8 10.8v.1',
    light: colours('#98236a', '#ffecf7', '#d75ba3'),
    dark: colours('#ff93cd', '#341227', '#b03f82'),
  },
};

/** States of runs and attempts that nodes do not have look like the nearest that they have. */
const lookAlikes: Readonly<Record<string, NodeState>> = {
  dispatched: 'ready',
  queued: 'ready',
  timed_out: 'failed',
  lost: 'failed',
};

/** The state whose look a state of a node, a run or an attempt takes; that of `pending` when it is not known. */
export function lookOf(state: string): NodeState {
  return Object.hasOwn(stateLooks, state) ? (state as NodeState) : (lookAlikes[state] ?? 'pending');
}

/** A state as people read it. */
export function stateText(state: string): string {
  return state.replaceAll('_', ' ');
}
