import { ConflictError } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import type { Alarm } from '../alarms/alarm.js';
import type { AlarmStore } from '../alarms/alarm.store.js';
import { fingerprintOf } from './fingerprint.js';
import type { RuleMatch } from './match-rules.js';
import type { Stage } from './pipeline.js';

/** An alarm that an incident opened or was added to. */
export interface RaisedAlarm extends RuleMatch {
  readonly alarm: Alarm;
}

/** Adds each match to the open alarm of its fingerprint, or opens one. */
export const raiseAlarms: Stage<RuleMatch, RaisedAlarm> = async (found, { alarms }) => {
  const raised: RaisedAlarm[] = [];
  // One order of locking for every node: two batches with the same alarms wait for each other instead of deadlocking.
  const inOrder = found
    .map((match) => ({ match, fingerprint: fingerprintOf(match) }))
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : Number(a.fingerprint > b.fingerprint)));
  for (const { match, fingerprint } of inOrder) {
    const alarm = await raise(alarms, match, fingerprint);
    await alarms.recordEvent(alarm.id, match.incident);
    raised.push({ ...match, alarm });
  }
  return raised;
};

/** Tried again when the alarm is resolved, or opened by another node, between our statements. */
async function raise(alarms: AlarmStore, match: RuleMatch, fingerprint: string): Promise<Alarm> {
  const { incident, rule } = match;
  const occurrence = { incident, ruleName: rule.name, level: rule.level };
  for (let tries = 0; tries < 3; tries += 1) {
    if (await alarms.gather(fingerprint, occurrence)) {
      const alarm = await alarms.findOpen(fingerprint);
      if (alarm) return alarm;
    }
    const alarm = newAlarm(match, fingerprint);
    if (await alarms.open(alarm)) return alarm;
  }
  throw new ConflictError(
    `The alarm of ${incident.subject.kind} ${incident.subject.name} changes too fast; its event is handled again.`,
  );
}

function newAlarm({ incident, rule }: RuleMatch, fingerprint: string): Alarm {
  const at = new Date(incident.at);
  return {
    id: newId(),
    project: incident.project ?? rule.project,
    ruleId: rule.id,
    ruleName: rule.name,
    level: rule.level,
    state: 'firing',
    fingerprint,
    summary: incident.summary,
    count: 1,
    runId: incident.runId,
    details: incident.source.event,
    firedAt: at,
    lastEventAt: at,
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    resolvedBy: null,
  };
}
