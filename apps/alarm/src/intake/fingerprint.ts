import { createHash } from 'node:crypto';
import type { RuleMatch } from './match-rules.js';

const BETWEEN = '\u00ff';

/**
 * What makes two incidents the same problem: rule and subject, nothing that changes from one to the next. SHA-256 over the
 * name/value pairs in the order of their names, as Alertmanager hashes labels.
 */
export function fingerprintOf(match: RuleMatch): string {
  const hash = createHash('sha256');
  for (const [name, value] of Object.entries(labelsOf(match)).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(name + BETWEEN + value + BETWEEN);
  }
  return hash.digest('hex');
}

function labelsOf({ rule, incident: { kind, project, subject } }: RuleMatch): Record<string, string> {
  const labels = { project: project ?? rule.project, rule: rule.id, [subject.kind]: subject.id };
  // Rules of this kind were there before there were others: their alarms stay the same.
  return kind === 'run_failed' ? labels : { ...labels, kind };
}
