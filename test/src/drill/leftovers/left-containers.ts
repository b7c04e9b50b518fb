import type { Leftover } from './leftover.js';
import type { Premises } from './premises.js';

interface ListedContainer {
  readonly Names: readonly string[];
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** Those that carry the label of a home of the drill's workers, running or not. */
export async function leftContainers({ engine, directory }: Premises): Promise<Leftover[]> {
  if (engine === undefined) return [];
  const listed = JSON.parse(await engine.podman('ps', '--all', '--format', 'json')) as ListedContainer[];
  const left = listed.filter(({ Labels }) => Labels?.['orrery.home']?.startsWith(`${directory}/`));
  return left.map(({ Names, State }) => ({ what: 'container', name: `${Names.join(', ')} (${State})` }));
}

/** The ids of all that the engine has made, also of those that it knows no more. */
export async function containersMade(engine: Premises['engine']): Promise<string[]> {
  if (engine === undefined) return [];
  const since = ['--stream=false', '--since', '24h'];
  const text = await engine.podman('events', ...since, '--filter', 'event=create', '--format', '{{.ID}}');
  return [...new Set(text.split('\n').filter(Boolean))];
}
