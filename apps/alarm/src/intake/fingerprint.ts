import { createHash } from 'node:crypto';
import type { RuleMatch } from './match-rules.js';

const BETWEEN = '\u00ff';

/**
 * What makes two failures the same problem: rule, project and task, nothing that changes from run to run. SHA-256 over the
 * name/value pairs in the order of their names, as Alertmanager hashes labels.
 */
export function fingerprintOf({ rule, event }: RuleMatch): string {
  const labels = { project: event.project, rule: rule.id, task: event.taskId };
  const hash = createHash('sha256');
  for (const [name, value] of Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(name + BETWEEN + value + BETWEEN);
  }
  return hash.digest('hex');
}
