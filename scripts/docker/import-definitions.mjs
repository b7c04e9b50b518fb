import { readFileSync } from 'node:fs';

/**
 * `import-definitions.mjs FILE`: gives RabbitMQ the vhosts and policies of a file through its management console. They
 * cannot be loaded at boot: RabbitMQ does not create its first user then, and no password shall stand in the file.
 */
const { RABBITMQ_CONSOLE_URL: url, RABBITMQ_USER: user, RABBITMQ_PASSWORD: password } = process.env;
const [file] = process.argv.slice(2);

const answer = await fetch(`${url}/api/definitions`, {
  method: 'POST',
  headers: {
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  },
  body: readFileSync(file, 'utf8'),
});
if (!answer.ok) {
  console.error(`${url} refused ${file} with ${answer.status}: ${await answer.text()}`);
  process.exitCode = 1;
}
