import type { Layout, LayoutPlan } from '../layout/layout.js';
import { layoutThreads } from '../layout/layout-threads.js';
import { drawFrame } from '../svg/frame.js';
import { element, textElement, type Markup } from '../svg/markup.js';
import { stateText } from '../svg/state-looks.js';
import { checkGraph } from './check-graph.js';
import { drawPart, partOf, sizesById, type GraphPart } from './draw-part.js';
import type { GraphPicture } from './graph-picture.js';

const PANEL_GAP = 40;
const PANEL_PAD = 20;
const PANEL_HEADER = 26;

/** A workflow run as an SVG document: nodes with states and durations, edges from left to right, finally nodes in a panel. */
export async function drawGraph(
  picture: GraphPicture,
  layOut: (plan: LayoutPlan) => Promise<Layout> = (plan) => layoutThreads.layOut(plan),
): Promise<string> {
  checkGraph(picture);
  const sizes = sizesById(picture.nodes);
  const main = partOf(picture, false, sizes);
  const final = partOf(picture, true, sizes);
  const [mainLayout, finalLayout] = await Promise.all([layOut(main.plan), layOut(final.plan)]);
  const panel = drawPanel(final, finalLayout);
  const height = Math.max(mainLayout.height, panel.height);
  const panelLeft = mainLayout.width > 0 && panel.width > 0 ? mainLayout.width + PANEL_GAP : mainLayout.width;
  return drawFrame({
    ...{ title: picture.title, subtitle: picture.subtitle, description: describe(picture) },
    states: picture.nodes.map(({ state }) => state),
    ...{ width: panelLeft + panel.width, height },
    body: [
      moved(0, (height - mainLayout.height) / 2, drawPart(main, mainLayout)),
      moved(panelLeft, (height - panel.height) / 2, panel.parts),
    ],
  });
}

/** The finally nodes in a frame of their own: no edge says that they wait for all others. */
function drawPanel(part: GraphPart, layout: Layout): { parts: Markup[]; width: number; height: number } {
  if (part.nodes.length === 0) return { parts: [], width: 0, height: 0 };
  const width = layout.width + 2 * PANEL_PAD;
  const height = layout.height + PANEL_HEADER + PANEL_PAD;
  const parts = [
    element('rect', { class: 'panel', width, height, rx: 14 }),
    textElement('text', 'finally', { class: 'faint strong', x: PANEL_PAD, y: 18 }),
    moved(PANEL_PAD, PANEL_HEADER, drawPart(part, layout)),
  ];
  return { parts, width, height };
}

function moved(x: number, y: number, parts: readonly Markup[]): Markup {
  return element('g', { transform: `translate(${Math.round(x)} ${Math.round(y)})` }, parts);
}

function describe({ title, nodes, edges }: GraphPicture): string {
  const counts = new Map<string, number>();
  for (const { state } of nodes) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => `${count} ${stateText(state)}`).join(', ');
  return `Graph of ${title}. Nodes: ${nodes.length}${states === '' ? '' : ` (${states})`}. Edges: ${edges.length}.`;
}
