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

/** Defaults that differ from machine to machine, or from app to app. */
const unstated: ReadonlySet<string> = new Set([
  'ORRERY_NODE_ID',
  'ORRERY_SLOTS',
  'ORRERY_HEALTH_PORT',
  'ORRERY_DRAIN_MS',
]);

const head = `# Every setting of Orrery. Copy to .env and uncomment what you change; variables that are set already win.
# Written from the configuration tables of the apps by "npm run env-example".
`;

/** The text of .env.example: each variable once, with what it means, who reads it and its default. */
export function envExample(): string {
  const readers = new Map<string, { entry: ConfigEntry<unknown>; apps: string[] }>();
  for (const [app, table] of Object.entries(tables)) {
    for (const entry of Object.values(table)) {
      const known = readers.get(entry.env);
      if (known) known.apps.push(app);
      else readers.set(entry.env, { entry, apps: [app] });
    }
  }
  const paragraphs = [...readers.values()].map(({ entry, apps }) => {
    return `# ${entry.doc}\n# (${apps.join(', ')})\n# ${entry.env}=${defaultOf(entry)}\n`;
  });
  return [head, ...paragraphs].join('\n');
}

function defaultOf(entry: ConfigEntry<unknown>): string {
  return entry.fallback === undefined || entry.secret || unstated.has(entry.env)
    ? ''
    : textOf(entry.fallback);
}
