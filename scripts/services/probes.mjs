import { createRequire } from 'node:module';

const requireFrom = (workspace) => createRequire(new URL(`../../${workspace}/package.json`, import.meta.url));
const TIMEOUT_MS = 3000;

function atLeast(version, [major, minor]) {
  const [hisMajor, hisMinor] = version.split('.').map(Number);
  return hisMajor > major || (hisMajor === major && hisMinor >= minor);
}

/** Logs into MySQL or MariaDB and gives its name and version; throws when it cannot be used by Orrery. */
export async function probeMysql(url) {
  const mysql = requireFrom('libs/persistence')('mysql2/promise');
  const connection = await mysql.createConnection({ uri: url, connectTimeout: TIMEOUT_MS });
  try {
    const [[{ version }]] = await connection.query('SELECT VERSION() AS version');
    const maria = version.includes('MariaDB');
    const name = `${maria ? 'MariaDB' : 'MySQL'} ${version.split('-')[0]}`;
    if (!atLeast(version, maria ? [10, 6] : [8, 0]))
      throw new Error(`${name} is too old (MySQL 8.0, MariaDB 10.6)`);
    return name;
  } finally {
    await connection.end();
  }
}

/** Logs into RabbitMQ and gives its name and version; throws when it cannot be used by Orrery. */
export async function probeAmqp(url) {
  const { connect } = requireFrom('libs/messaging')('amqplib');
  const connection = await connect(url, { timeout: TIMEOUT_MS });
  connection.on('error', () => {});
  try {
    const { product, version } = connection.connection.serverProperties;
    if (product !== 'RabbitMQ') throw new Error(`${product} is no RabbitMQ`);
    if (!atLeast(version, [3, 10])) throw new Error(`RabbitMQ ${version} is too old (3.10)`);
    return `RabbitMQ ${version}`;
  } finally {
    await connection.close();
  }
}
