import type { Limit, Pause, WantedSlots } from '@orrery/domain';

/** What a parked run waits for, as a key: the part before the first colon says what kind of thing it is. */
export const waitsFor = {
  slots: (limit: Pick<Limit, 'id' | 'kind'>) => `${limit.kind}:${limit.id}`,
  rate: (limit: Pick<Limit, 'id'>) => `rate:${limit.id}`,
  /** It takes more slots than the limit has: only a change of the limit helps. Each weight by itself, as that helps some. */
  fit: (limit: Pick<Limit, 'id'>, weight: number) => `${neverFit(limit)}${weight}`,
  /** One queue for all, since they are looked at together. */
  reserved: () => 'slots:reserved',
  /** It wants more slots than the group has in all: only more workers help. Each number by itself, as that helps some. */
  lacking: ({ group, slots }: WantedSlots) => `lacking:${slots}:${group}`,
  end: (pause: Pause) => {
    if (pause.scope === 'cluster') return 'paused:cluster';
    return pause.scope === 'project' ? `paused:project:${pause.project}` : `paused:task:${pause.taskId}`;
  },
};

/** What the keys of all begin with that are too heavy for the limit. */
export function neverFit(limit: Pick<Limit, 'id'>): string {
  return `never:${limit.id}:`;
}

/** What follows `never:` in a key. */
export function readFit(subject: string): { readonly id: string; readonly weight: number } {
  const [id, weight] = subject.split(':');
  return { id: id!, weight: Number(weight) };
}

/** What follows `lacking:` in a key. */
export function readLacking(subject: string): WantedSlots {
  const colon = subject.indexOf(':');
  return { group: subject.slice(colon + 1), slots: Number(subject.slice(0, colon)) };
}

/** A key in its parts: `pool:4711` -> kind `pool`, subject `4711`. */
export function readWaitsFor(key: string): { readonly kind: string; readonly subject: string } {
  const colon = key.indexOf(':');
  return { kind: key.slice(0, colon), subject: key.slice(colon + 1) };
}
