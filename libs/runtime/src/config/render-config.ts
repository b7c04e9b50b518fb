import type { ConfigTable } from './define-config.js';
import { textOf } from './describe-config.js';
import type { ConfigEntry } from './readers.js';

/** The table as a Markdown table for the documentation. */
export function renderConfigMarkdown(table: ConfigTable): string {
  const rows = Object.values(table).map(
    (entry) =>
      `| \`${entry.env}\` | ${entry.kind} | ${defaultOf(entry)} | ${entry.doc.replaceAll('|', '\\|')} |`,
  );
  return ['| variable | value | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The table as the lines of a `.env.example`: each variable commented out with its default. */
export function renderEnvExample(table: ConfigTable): string {
  const lines = Object.values(table).map((entry) => {
    const value = entry.fallback === undefined ? '' : textOf(entry.fallback);
    return `# ${entry.doc}\n${entry.required ? '' : '# '}${entry.env}=${value}`;
  });
  return lines.join('\n\n') + '\n';
}

function defaultOf(entry: ConfigEntry<unknown>): string {
  if (entry.required) return 'required';
  return entry.fallback === undefined ? 'not set' : `\`${textOf(entry.fallback)}\``;
}
