import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';
import { signalGroup } from '../../processes/identity.mjs';
import { run } from '../../processes/run.mjs';

/**
 * A process of its own between a script and the servers it started. It lives as long as its channel to that script:
 * when the script ends in whatever way, kill -9 included, the channel closes and the guardian takes the servers down.
 */
let children = [];
let stopping;
let afterStop = { commands: [], remove: [] };

function start({ name, command, args, options, log, graceMs }) {
  const output = openSync(log, 'a', 0o600);
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', output, output] });
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  forget(name);
  children.push({ name, child, ended, graceMs });
  child.once('spawn', () => tell({ started: name, pid: child.pid }));
  void ended.then((how) => tell({ ended: name, how }));
}

/** A server that is started again: what its former life left behind goes, and is not looked after any more. */
function forget(name) {
  for (const former of children.filter((each) => each.name === name))
    signalGroup(former.child.pid, 'SIGKILL');
  children = children.filter((each) => each.name !== name);
}

function tell(message) {
  if (process.connected) process.send(message, () => {});
}

async function end({ child, ended, graceMs }) {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) signalGroup(child.pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
  signalGroup(child.pid, 'SIGKILL');
}

async function stop() {
  for (const child of children.reverse()) await end(child);
  for (const [command, ...args] of afterStop.commands) await run(command, args).catch(() => {});
  for (const path of afterStop.remove)
    rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  tell({ stopped: true });
  process.exit(0);
}

function stopOnce() {
  stopping ??= stop();
}

process.on('message', (message) => {
  if (message.start) start(message.start);
  if (message.afterStop) afterStop = message.afterStop;
  if (message.stop) stopOnce();
});
process.on('disconnect', stopOnce);
process.on('SIGTERM', stopOnce);
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
