import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { identityOf } from '../../processes/identity.mjs';
import { tryLock } from '../../processes/lock.mjs';
import { poll } from '../../processes/wait.mjs';
import { inRepository, repository } from '../../processes/repository.mjs';
import { canReach, give } from './account.mjs';
import { Guard } from './guard.mjs';
import { InstanceProcess } from './instance-process.mjs';
import { cleanLeftovers, isBeingStopped } from './leftovers.mjs';

/** A folder of ours that others may pass through; one that somebody else made in our place is refused. */
function ownFolder(path) {
  mkdirSync(path, { recursive: true, mode: 0o755 });
  const found = lstatSync(path);
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Error(`${path} belongs to somebody else; remove it or set TMPDIR.`);
  }
  chmodSync(path, 0o755);
  return path;
}

/** Kept data lies in the checkout, or, where the server's account cannot walk in there, in the system's /var/tmp. */
function keptBase(account) {
  const inCheckout = inRepository('.orrery', 'services');
  mkdirSync(inCheckout, { recursive: true });
  if (canReach(inCheckout, account)) return ownFolder(inCheckout);
  const checkout = createHash('sha256').update(repository).digest('hex').slice(0, 12);
  return ownFolder(`/var/tmp/orrery-services-${checkout}`);
}

function place(key, keepAs, account) {
  if (keepAs === undefined) {
    const base = ownFolder(join(tmpdir(), `orrery-services-${process.getuid?.() ?? 'user'}`));
    return { base, directory: mkdtempSync(join(base, `${key}-`)) };
  }
  const base = keptBase(account);
  const directory = join(base, `${keepAs}-${key}`);
  mkdirSync(directory, { recursive: true });
  return { base, directory };
}

/** The place and the processes of one private server: its folder, the account it runs under, its guardian. */
export class Instance {
  #guard = new Guard();
  #processes = [];
  #programs = new Map();
  #release;
  #base;

  /**
   * `keepAs` names data that outlives this owner; without it all is removed at the end. Servers of a killed former owner
   * may still be going down: the same data is opened only after them.
   */
  static async open(key, { keepAs, account }) {
    const { base, directory } = place(key, keepAs, account);
    await poll(() => !isBeingStopped(`${directory}.json`), { timeoutMs: 40_000 });
    return new Instance(base, directory, { kept: keepAs !== undefined, account });
  }

  constructor(base, directory, { kept, account }) {
    this.#base = base;
    this.directory = directory;
    this.account = account;
    this.kept = kept;
    chmodSync(directory, 0o700);
    give(directory, account);
    cleanLeftovers(base);
    this.#release = this.kept ? tryLock(`${directory}.lock`) : () => {};
    if (!this.#release) throw new Error(`${directory} is held by another process.`);
    this.#record();
    const record = this.#recordFile();
    this.#guard.afterStop({ remove: this.kept ? [record] : [directory, record] });
  }

  #recordFile() {
    return join(this.#base, `${basename(this.directory)}.json`);
  }

  /** Written for whoever has to clean up after us. */
  #record() {
    const { directory, kept } = this;
    const record = { directory, kept, owner: identityOf(process.pid), guardian: identityOf(this.#guard.pid) };
    writeFileSync(this.#recordFile(), JSON.stringify({ ...record, processes: this.#processes }), {
      mode: 0o600,
    });
  }

  /** A path inside the instance's folder. */
  path(...parts) {
    return join(this.directory, ...parts);
  }

  /** Makes a folder that the server's account owns. */
  folder(name) {
    const path = this.path(name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    give(path, this.account);
    return path;
  }

  /** Writes a file that the server's account owns. */
  file(name, content, mode = 0o600) {
    writeFileSync(this.path(name), content, { mode });
    give(this.path(name), this.account);
    return this.path(name);
  }

  /** How a child of this instance is started: as its account, in its folder, with a home of its own. */
  spawnOptions(env = {}) {
    const { PATH = '' } = process.env;
    const identity = this.account ? { uid: this.account.uid, gid: this.account.gid } : {};
    const home = { HOME: this.directory, TMPDIR: this.folder('tmp'), LANG: 'C.UTF-8' };
    return { ...identity, cwd: this.directory, env: { PATH: `${PATH}:/usr/sbin:/sbin`, ...home, ...env } };
  }

  /** Starts a long-running process of this instance under its guardian. */
  async start(name, command, args, { env, graceMs = 20_000 } = {}) {
    const program = { name, command, args, options: this.spawnOptions(env), log: this.log(name), graceMs };
    this.#programs.set(name, program);
    return this.#begin(program);
  }

  async #begin(program) {
    const pid = await this.#guard.start(program);
    this.#processes.push(identityOf(pid) ?? { pid, start: '' });
    this.#record();
    return pid;
  }

  /** The hold on one process of this instance, whose id is known. */
  processNamed(name, pid) {
    const hasEnded = () => this.#guard.ended.has(name);
    return new InstanceProcess(pid, { start: () => this.#begin(this.#programs.get(name)), hasEnded });
  }

  /** Throws, with the end of its log, when one of the processes is no longer there. */
  assertRunning() {
    for (const [name, how] of this.#guard.ended) {
      throw new Error(`${name} ended with ${how}:\n${this.tailOf(name)}`);
    }
  }

  log(name) {
    return this.path(`${name}.out`);
  }

  tailOf(name) {
    return readFileSync(this.log(name), 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  }

  async stop() {
    await this.#guard.stop();
    this.#release();
  }
}
