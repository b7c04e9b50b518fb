import { poll } from '../../processes/wait.mjs';
import { accountFor } from './account.mjs';
import { Instance } from './instance.mjs';

const ATTEMPTS = 3;

async function ready(server, instance, url) {
  let lastError;
  const version = await poll(
    async () => {
      instance.assertRunning();
      try {
        return await server.probe(url);
      } catch (error) {
        lastError = error;
        return undefined;
      }
    },
    { timeoutMs: server.startTimeoutMs },
  );
  if (!version)
    throw new Error(`${server.name} did not get ready in ${server.startTimeoutMs} ms: ${lastError.message}`);
  return version;
}

async function startOnce(server, program, options) {
  const instance = await Instance.open(server.key, {
    keepAs: options.keepAs,
    account: accountFor(server.accounts),
  });
  try {
    const { port, ...details } = await server.launch(program, instance, options);
    const url = server.urlAt(port);
    const version = await ready(server, instance, url);
    const process = instance.processNamed(server.key, details.pid);
    return { url, ...details, process, from: `${version} started privately`, stop: () => instance.stop() };
  } catch (error) {
    await instance.stop();
    throw error;
  }
}

/** Starts a private server from a program on this machine. A free port can be lost to somebody else: so it tries again. */
export async function startPrivately(server, program, options) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(server, program, options);
    } catch (error) {
      if (attempt >= ATTEMPTS || !/in use|eaddrinuse/i.test(error.message)) throw error;
    }
  }
}
