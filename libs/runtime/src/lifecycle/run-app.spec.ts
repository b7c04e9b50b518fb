import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { clusterAddresses, brokerAddress, schemaAddress } from '../config/cluster-addresses.js';
import { ConfigError } from '../config/config-error.js';

it('names every server that a cluster process lacks', () => {
  const nothing = { namespace: 'blue' };
  expect(() => clusterAddresses(nothing, 'master')).toThrow(/ORRERY_MYSQL_URL[^]*ORRERY_AMQP_URL/);
  expect(() => brokerAddress({})).toThrow(ConfigError);
  expect(schemaAddress({ mysqlUrl: 'mysql://u:p@db:3306/', namespace: 'blue' }, 'alarm')).toBe(
    'mysql://u:p@db:3306/blue_alarm',
  );
});

it('ends a process whose configuration is wrong with the code that supervisors know', () => {
  const program = `
    import { exitOnConfigError } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    import { ConfigError } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    exitOnConfigError(() => { throw new ConfigError(['ORRERY_PORT must be a whole number']); });`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(status).toBe(78);
  expect(stderr).toContain('ORRERY_PORT');
});
