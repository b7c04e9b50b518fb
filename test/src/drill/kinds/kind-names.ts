import type { IsolationLevel } from '@orrery/domain';

/** Every kind of task, those that run programs at every level of isolation. */
export const kindNames = [
  'shell-none',
  'shell-process',
  'shell-sandbox',
  'script-none',
  'script-process',
  'script-sandbox',
  'container',
  'http',
  'sql',
  'handler',
] as const;
export type KindName = (typeof kindNames)[number];

/** What a worker has to offer for the kind; undefined: it runs inside of the worker. */
export function levelOf(kind: KindName): IsolationLevel | undefined {
  if (kind === 'container') return 'container';
  const [, level] = kind.split('-');
  return level as IsolationLevel | undefined;
}

/** Whether its attempts are processes, which have children of their own. */
export function hasChildren(kind: KindName): boolean {
  return levelOf(kind) !== undefined;
}
