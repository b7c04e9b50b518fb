import { list, text, type ConfigEntry, type ConfigOf } from '@orrery/runtime';
import { ReachList } from './reach-list.js';
import { ReachRules } from './reach-rules.js';

/** The settings of a worker that say what its `http` and `sql` tasks may reach. */
export const reachConfigTable = {
  nodeEnv: text('NODE_ENV', {
    optional: true,
    doc: 'With "production" tasks do not reach private addresses unless ORRERY_HTTP_DENY or ORRERY_HTTP_ALLOW say otherwise.',
  }),
  httpAllow: checked(
    list('ORRERY_HTTP_ALLOW', {
      default: [],
      doc: 'What http and sql tasks may reach though it is denied by default: hosts, *.domain, addresses, ranges, or "private".',
    }),
  ),
  httpDeny: checked(
    list('ORRERY_HTTP_DENY', {
      optional: true,
      doc: 'What http and sql tasks must not reach: hosts, *.domain, addresses, ranges, "private", or "*" for all that is not allowed. Default: "private" in production.',
    }),
  ),
};

export type ReachConfig = ConfigOf<typeof reachConfigTable>;

/** The rules of a configuration. */
export function reachRulesOf({ nodeEnv, httpAllow, httpDeny }: ReachConfig): ReachRules {
  const byDefault = nodeEnv === 'production' ? ['private'] : [];
  return new ReachRules(new ReachList(httpAllow), new ReachList(httpDeny ?? byDefault));
}

function checked<T extends readonly string[] | undefined>(entry: ConfigEntry<T>): ConfigEntry<T> {
  const read = (value: string) => {
    const items = entry.read(value);
    if (items !== undefined) new ReachList(items);
    return items;
  };
  return { ...entry, read };
}
