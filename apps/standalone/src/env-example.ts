import { alarmConfigTable } from '@orrery/alarm';
import { gatewayConfigTable } from '@orrery/api-gateway';
import { masterConfigTable } from '@orrery/master';
import { textOf, type ConfigEntry, type ConfigTable } from '@orrery/runtime';
import { workerConfigTable } from '@orrery/worker';
import { standaloneConfigTable } from './config.js';

const tables: Readonly<Record<string, ConfigTable>> = {
  master: masterConfigTable,
  worker: workerConfigTable,
  alarm: alarmConfigTable,
  'api-gateway': gatewayConfigTable,
  standalone: standaloneConfigTable,
};

/** Defaults that differ from machine to machine. */
const unstated: ReadonlySet<string> = new Set(['ORRERY_NODE_ID', 'ORRERY_SLOTS']);

interface Reader {
  readonly app: string;
  readonly entry: ConfigEntry<unknown>;
}

const head = `# Every setting of Orrery. Copy to .env and uncomment what you change; variables that are set already win.
# Written from the configuration tables of the apps by "npm run env-example".
`;

/** The text of .env.example: each variable once, with what it means, who reads it and its default. */
export function envExample(): string {
  const readers = new Map<string, Reader[]>();
  for (const [app, table] of Object.entries(tables)) {
    for (const entry of Object.values(table)) {
      readers.set(entry.env, [...(readers.get(entry.env) ?? []), { app, entry }]);
    }
  }
  const paragraphs = [...readers.values()].map((each) => {
    const { entry } = each[0]!;
    const isOne = new Set(each.map((reader) => defaultOf(reader.entry))).size === 1;
    const apps = each.map((reader) => (isOne ? reader.app : `${reader.app}: ${defaultOf(reader.entry)}`));
    return `# ${entry.doc}\n# (${apps.join(', ')})\n# ${entry.env}=${isOne ? defaultOf(entry) : ''}\n`;
  });
  return [head, ...paragraphs].join('\n');
}

function defaultOf(entry: ConfigEntry<unknown>): string {
  return entry.fallback === undefined || entry.secret || unstated.has(entry.env)
    ? ''
    : textOf(entry.fallback);
}
