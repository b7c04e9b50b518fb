import type { Incident } from '../incidents/incident.js';
import type { AlarmRule } from '../rules/alarm-rule.js';
import type { RuleStore } from '../rules/rule.store.js';
import type { Stage } from './pipeline.js';

/** An incident and a rule that wants to hear of it. */
export interface RuleMatch {
  readonly incident: Incident;
  readonly rule: AlarmRule;
}

/**
 * A node that fails is told of by its workflow run, where that fails. Who names a task wants to hear of it wherever it runs, unless the
 * rule says otherwise.
 */
export function matches(rule: AlarmRule, { kind, project, subject, isOfNode }: Incident): boolean {
  const includesNodes = rule.includeNodes ?? rule.tasks !== null;
  return (
    rule.enabled &&
    rule.kind === kind &&
    (project === null || rule.project === project) &&
    (rule.tasks === null || rule.tasks.includes(subject.name)) &&
    (includesNodes || !isOfNode)
  );
}

/** Pairs each incident with the rules that match it: of its project, or of every project when it concerns the cluster. */
export const matchRules: Stage<Incident, RuleMatch> = async (incidents, { rules }) => {
  const read = new Map<string, readonly AlarmRule[]>();
  const found: RuleMatch[] = [];
  for (const incident of incidents) {
    const scope = `${incident.project ?? ''}/${incident.kind}`;
    const candidates = read.get(scope) ?? (await candidatesFor(incident, rules));
    read.set(scope, candidates);
    const matching = candidates.filter((rule) => matches(rule, incident));
    found.push(...matching.map((rule) => ({ incident, rule })));
  }
  return found;
};

function candidatesFor({ kind, project }: Incident, rules: RuleStore): Promise<AlarmRule[]> {
  return project === null ? rules.enabledOfKind(kind) : rules.enabledOf(project);
}
