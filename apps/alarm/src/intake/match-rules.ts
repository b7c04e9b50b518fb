import type { RunEvent } from '@orrery/contracts';
import type { AlarmRule } from '../rules/alarm-rule.js';
import type { Stage } from './pipeline.js';

/** An event and a rule that wants to hear of it. */
export interface RuleMatch {
  readonly event: RunEvent;
  readonly rule: AlarmRule;
}

/** How a run ends that did not do its work; a run only gets there when no attempt is left. */
const failedStates: readonly RunEvent['state'][] = ['failed', 'timed_out', 'lost'];

export function matches(rule: AlarmRule, event: RunEvent): boolean {
  return (
    rule.enabled &&
    rule.project === event.project &&
    failedStates.includes(event.state) &&
    (rule.tasks === null || rule.tasks.includes(event.taskName))
  );
}

/** Pairs each event with the rules of its project that match it. */
export const matchRules: Stage<RunEvent, RuleMatch> = async (events, stores) => {
  const rules = new Map<string, readonly AlarmRule[]>();
  for (const project of new Set(events.map((event) => event.project))) {
    rules.set(project, await stores.rules.enabledOf(project));
  }
  return events.flatMap((event) =>
    (rules.get(event.project) ?? []).filter((rule) => matches(rule, event)).map((rule) => ({ event, rule })),
  );
};
