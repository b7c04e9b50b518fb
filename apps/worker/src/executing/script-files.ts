import { basename } from 'node:path';

/** Some interpreters look at the end of the file name. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  node: '.js',
  python3: '.py',
  python: '.py',
  bash: '.sh',
  sh: '.sh',
};

/** The files that an interpreter needs to run a source. */
export interface ScriptFiles {
  /** Name of the file with the source. */
  readonly script: string;
  /** Texts by names, in one directory. */
  readonly files: Readonly<Record<string, string>>;
}

export function scriptFiles(interpreter: string, source: string): ScriptFiles {
  const program = basename(interpreter);
  const script = `script${EXTENSIONS[program] ?? ''}`;
  // Node takes the syntax of a .js file from its content only if no package.json above it says otherwise.
  const more: Record<string, string> = program === 'node' ? { 'package.json': '{}' } : {};
  return { script, files: { [script]: source, ...more } };
}
