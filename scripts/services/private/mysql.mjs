import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run } from '../../processes/run.mjs';
import { freePorts } from '../ports.mjs';
import { findProgram } from './find-program.mjs';

/** The server program of MariaDB or MySQL on this machine. */
export function findMysql(options) {
  return findProgram(['mariadbd', 'mysqld'], options);
}

async function isMaria(program) {
  if (basename(program) === 'mariadbd') return true;
  return (await run(program, ['--no-defaults', '--version'])).stdout.includes('MariaDB');
}

function initialiser(program, maria, data) {
  if (!maria) return [program, ['--no-defaults', '--initialize-insecure', `--datadir=${data}`]];
  const first = [dirname(program), join(dirname(program), '../bin')];
  const script = findProgram(['mariadb-install-db', 'mysql_install_db'], { first });
  if (!script) throw new Error(`${program} is here, but its mariadb-install-db is not.`);
  const args = [
    '--no-defaults',
    '--force', // on a machine that cannot look up its own name it would refuse
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ];
  return [script, args];
}

/** Makes the empty system tables, with a root that has no password: the server listens on 127.0.0.1 only. */
async function initialise(program, maria, instance) {
  const done = instance.path('initialised');
  if (existsSync(done)) return;
  const [command, args] = initialiser(program, maria, instance.folder('data'));
  const { code, stdout, stderr } = await run(command, args, instance.spawnOptions());
  if (code !== 0) throw new Error(`${command} failed:\n${stdout}${stderr}`);
  instance.file('initialised', '');
}

/** Small in memory, but each commit is on disk before it is confirmed, as in production. */
const SETTINGS = [
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-buffer-pool-size=256M',
  '--max-connections=1000',
  '--character-set-server=utf8mb4',
  '--performance-schema=OFF',
  '--skip-log-bin',
];

/** Starts a private MySQL or MariaDB, with more `settings` if wanted, and gives its port; it may not be ready yet. */
export async function launchMysql(program, instance, { settings = [] } = {}) {
  const maria = await isMaria(program);
  await initialise(program, maria, instance);
  const [port] = await freePorts(1);
  const place = [`--datadir=${instance.path('data')}`, `--pid-file=${instance.path('server.pid')}`];
  const socket = maria ? ['--socket=server.sock'] : ['--socket=server.sock', '--mysqlx=OFF'];
  const network = [`--port=${port}`, '--bind-address=127.0.0.1', ...socket];
  const all = ['--no-defaults', ...place, ...network, ...SETTINGS, ...settings];
  const pid = await instance.start('mysql', program, all);
  return { port, pid };
}
