import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the settings of an engine of our own: the cgroups of the machine as they are, no systemd, ulimits that an ordinary
 * process may have (both the same: some versions of Podman take the one for the other), nothing in /etc.
 */
export function writeSettings(folder, { runc, registries = [] }) {
  const conf = join(folder, 'containers.conf');
  writeFileSync(
    conf,
    [
      '[containers]',
      'default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]',
      '[engine]',
      'runtime = "runc"',
      'cgroup_manager = "cgroupfs"',
      'events_logger = "file"',
      '[engine.runtimes]',
      `runc = ["${runc}"]`,
      '[network]',
      `network_config_dir = "${join(folder, 'networks')}"`,
      '',
    ].join('\n'),
  );
  const registriesConf = join(folder, 'registries.conf');
  const insecure = registries.map((location) => `[[registry]]\nlocation = "${location}"\ninsecure = true\n`);
  writeFileSync(registriesConf, ['unqualified-search-registries = []', ...insecure].join('\n'));
  return { CONTAINERS_CONF: conf, CONTAINERS_REGISTRIES_CONF: registriesConf };
}
