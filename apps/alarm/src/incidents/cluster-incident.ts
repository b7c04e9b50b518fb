import type { ConsistencyEvent, LeaderEvent } from '@orrery/contracts';
import type { FactsOf } from '../templates/letter-fields.js';
import type { Incident } from './incident.js';
import { shortened } from './shortened.js';

const ofCluster = { project: null, runId: null } as const;

/** Another master leads. */
export function leaderIncident(event: LeaderEvent): Incident {
  const { id, at, masterId, before, epoch } = event;
  const title = `Master ${masterId} leads`;
  const facts: FactsOf<'leader_changed'> = { master: masterId, before: before ?? '', epoch: String(epoch) };
  return {
    ...ofCluster,
    id,
    at,
    kind: 'leader_changed',
    subject: { kind: 'cluster', id: 'cluster', name: 'cluster' },
    title,
    summary: shortened(`${title}; before it: ${before ?? 'nobody'} (epoch ${epoch})`),
    facts,
    source: { message: 'leader.changed', event },
  };
}

/** Something does not fit together and was not repaired; undefined: it fits again. */
export function consistencyIncident(event: ConsistencyEvent): Incident | undefined {
  if (event.state !== 'open') return undefined;
  const { id, at, check, open, detail } = event;
  const title = `Consistency check ${check} has ${open} open`;
  const facts: FactsOf<'consistency_open'> = { check, open: String(open), detail: detail ?? '' };
  return {
    ...ofCluster,
    id,
    at,
    kind: 'consistency_open',
    subject: { kind: 'check', id: check, name: check },
    title,
    summary: shortened(detail === null ? title : `${title}: ${detail}`),
    facts,
    source: { message: 'consistency.event', event },
  };
}
