import { dump } from 'js-yaml';

/** The values as YAML, one document each, that reads as the same JSON. */
export function writeYaml(values: readonly unknown[]): string {
  return values.map((value) => dump(value, { lineWidth: -1, noRefs: true })).join('---\n');
}
