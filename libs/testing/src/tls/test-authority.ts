import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate and its key, as files that every account may read. */
export interface IssuedFiles {
  readonly cert: string;
  readonly key: string;
}

/** Issues certificates for servers of a test, which nobody else trusts. Needs the program `openssl`. */
export class TestAuthority {
  private constructor(
    private readonly folder: string,
    /** The certificate of the authority, as PEM. */
    readonly pem: string,
  ) {}

  static async create(): Promise<TestAuthority> {
    const folder = await mkdtemp(join(tmpdir(), 'orrery-authority-'));
    chmodSync(folder, 0o755);
    const [cert, key] = [join(folder, 'ca.crt'), join(folder, 'ca.key')];
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=Test Authority', '-keyout', key, '-out', cert],
    ]);
    return new TestAuthority(folder, await readFile(cert, 'utf8'));
  }

  /** The certificate of the authority as a file. */
  get file(): string {
    return join(this.folder, 'ca.crt');
  }

  /** @param names as in a subjectAltName: `DNS:localhost`, `IP:127.0.0.1`. */
  async issue(...names: readonly string[]): Promise<IssuedFiles> {
    const at = (name: string) => join(this.folder, name);
    const [key, request, cert] = [at('server.key'), at('server.csr'), at('server.crt')];
    await run('openssl', [
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', '/CN=server', '-keyout', key, '-out', request],
    ]);
    await writeFile(at('names'), `subjectAltName=${names.join(',')}\n`);
    await run('openssl', [
      ...['x509', '-req', '-in', request, '-days', '2', '-extfile', at('names'), '-out', cert],
      ...['-CA', this.file, '-CAkey', at('ca.key'), '-CAcreateserial'],
    ]);
    for (const file of [key, cert]) chmodSync(file, 0o644);
    return { cert, key };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
