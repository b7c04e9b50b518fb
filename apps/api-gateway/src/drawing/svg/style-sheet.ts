import type { NodeState } from '@orrery/domain';
import { stateLooks, type Colours } from './state-looks.js';

interface PageColours {
  readonly page: string;
  readonly text: string;
  readonly faint: string;
  readonly rule: string;
  readonly edge: string;
  readonly mark: string;
}

const light: PageColours = {
  ...{ page: '#ffffff', text: '#1c2128', faint: '#59636e', rule: '#e4e8ec', edge: '#8b96a3' },
  mark: '#c2255c',
};
const dark: PageColours = {
  ...{ page: '#0d1117', text: '#e6ebf1', faint: '#98a2ad', rule: '#262d36', edge: '#6b7785' },
  mark: '#ff7ab0',
};

const SANS = "ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace";

/** Every rule begins with the class of the picture: a picture may be put into a page without changing it. */
const shapes = [
  `text{font:11px ${SANS}}`,
  '.heading{font-size:17px;font-weight:600}',
  `.id{font:600 12px ${MONO}}`,
  `.plain-id{font:12px ${MONO}}`,
  '.end{text-anchor:end}',
  '.middle{text-anchor:middle}',
  '.strong{font-weight:600}',
  '.glyph{fill:none;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}',
  '.on-bar{stroke:#fff}',
  '.box{stroke-width:1.3}',
  '.s-running .box,.s-failed .box,.s-compensation_failed .box{stroke-width:2.2}',
  '.s-skipped .box,.s-pending .box{stroke-dasharray:5 3}',
  '.edge{fill:none;stroke-width:1.3}',
  '.not-taken{stroke-dasharray:4 4;stroke-opacity:.7}',
  '.halo{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}',
  '.panel{fill:none;stroke-width:1.3;stroke-dasharray:2 5;stroke-linecap:round}',
  '.now{stroke-width:1.4;stroke-dasharray:4 3}',
  '.wait{fill:none;stroke-width:1}',
  '.hatch{fill:none;stroke-width:1;stroke-opacity:.7}',
];

/** What is drawn of a picture, in light and in dark: both are in it, and the viewer's wish decides. */
export function styleSheet(states: readonly NodeState[]): string {
  const inLight = [
    ...pageRules(light),
    ...states.flatMap((state) => stateRules(state, stateLooks[state].light)),
  ];
  const inDark = [
    ...pageRules(dark),
    ...states.flatMap((state) => stateRules(state, stateLooks[state].dark)),
  ];
  return [
    ...scoped([...shapes, ...inLight]),
    '@media (prefers-color-scheme:dark){',
    ...scoped(inDark),
    '}',
  ].join('\n');
}

function pageRules({ page, text, faint, rule, edge, mark }: PageColours): string[] {
  return [
    `.page{fill:${page}}`,
    `text{fill:${text}}`,
    `.faint{fill:${faint}}`,
    `.halo{stroke:${page}}`,
    `.rule{stroke:${rule}}`,
    `.band{fill:${rule};fill-opacity:.35}`,
    `.edge,.panel,.hatch{stroke:${edge}}`,
    `.head{fill:${edge}}`,
    `.wait{stroke:${edge}}`,
    `.now{stroke:${mark}}`,
    `.now-text{fill:${mark}}`,
  ];
}

function stateRules(state: NodeState, { ink, fill, line }: Colours): string[] {
  return [
    `.s-${state} .box{fill:${fill};stroke:${line}}`,
    `.s-${state} .on-page{stroke:${ink}}`,
    `.s-${state} .ink{fill:${ink}}`,
    `.s-${state} .bar{fill:${line}}`,
  ];
}

function scoped(rules: readonly string[]): string[] {
  return rules.map((rule) => {
    const [selectors, body] = rule.split('{') as [string, string];
    const each = selectors.split(',').map((selector) => `.orrery-picture ${selector}`);
    return `${each.join(',')}{${body}`;
  });
}
