/** One line of a configuration table: which variable, what it means and how its text is read. */
export interface ConfigEntry<T> {
  readonly env: string;
  /** One sentence for the person who sets it. */
  readonly doc: string;
  readonly kind: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly fallback: T | undefined;
  /** Turns text into the value, or throws an Error that says what would be right ("must be …"). */
  read(text: string): T;
}

export interface EntryOptions<T> {
  readonly doc: string;
  readonly default?: T;
  /** The variable may stay unset; the value is then undefined. */
  readonly optional?: boolean;
}

export interface RangeOptions extends EntryOptions<number> {
  readonly min?: number;
  readonly max?: number;
}

type Entry<T, O> = ConfigEntry<O extends { readonly optional: true } ? T | undefined : T>;

/** Free text. */
export function text<const O extends EntryOptions<string> & { readonly pattern?: RegExp }>(
  env: string,
  options: O,
): Entry<string, O> {
  return entry(env, 'text', options, (value) => {
    if (options.pattern?.test(value) === false) throw new Error(`must match ${String(options.pattern)}`);
    return value;
  });
}

/** Text that is never printed. */
export function secret<const O extends EntryOptions<string> & { readonly minLength?: number }>(
  env: string,
  options: O,
): Entry<string, O> {
  const read = (value: string) => {
    if (value.length < (options.minLength ?? 1)) {
      throw new Error(`must have at least ${options.minLength} characters`);
    }
    return value;
  };
  return { ...entry<string, O>(env, 'secret', options, read), secret: true };
}

/** A whole number in decimal digits. */
export function integer<const O extends RangeOptions>(env: string, options: O): Entry<number, O> {
  return entry(env, 'whole number', options, (value) => readInteger(value, options, ''));
}

/** A span of time in whole milliseconds. */
export function duration<const O extends RangeOptions>(env: string, options: O): Entry<number, O> {
  return entry(env, 'milliseconds', options, (value) => readInteger(value, { min: 0, ...options }, ' ms'));
}

/** A switch: true/false, yes/no, on/off, 1/0. */
export function flag<const O extends EntryOptions<boolean>>(env: string, options: O): Entry<boolean, O> {
  return entry(env, 'true or false', options, (value) => {
    if (/^(true|yes|on|1)$/i.test(value)) return true;
    if (/^(false|no|off|0)$/i.test(value)) return false;
    throw new Error('must be true or false');
  });
}

/** One of the listed words. */
export function oneOf<const T extends string, const O extends EntryOptions<T>>(
  env: string,
  values: readonly T[],
  options: O,
): Entry<T, O> {
  return entry(env, values.join(', '), options, (value) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw new Error(`must be one of ${values.join(', ')}`);
    return found;
  });
}

/** An absolute URL, kept as text; `protocols` without the colon, e.g. `['mysql']`. */
export function url<const O extends EntryOptions<string> & { readonly protocols?: readonly string[] }>(
  env: string,
  options: O,
): Entry<string, O> {
  return entry(env, 'URL', options, (value) => {
    if (!URL.canParse(value)) throw new Error('must be a URL');
    const protocol = new URL(value).protocol.slice(0, -1);
    if (options.protocols && !options.protocols.includes(protocol)) {
      throw new Error(`must be a URL that begins with ${options.protocols.join(':// or ')}://`);
    }
    return value;
  });
}

/** Texts separated by commas; blanks around them are dropped, as are empty ones. */
export function list<const O extends EntryOptions<readonly string[]>>(
  env: string,
  options: O,
): Entry<readonly string[], O> {
  return entry<readonly string[], O>(env, 'list, separated by commas', options, (value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
}

function readInteger(value: string, range: { min?: number; max?: number }, unit: string): number {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = range;
  const number = /^-?\d+$/.test(value) ? Number(value) : NaN;
  if (!Number.isSafeInteger(number)) throw new Error('must be a whole number');
  if (number < min) throw new Error(`must be at least ${min}${unit}`);
  if (number > max) throw new Error(`must be at most ${max}${unit}`);
  return number;
}

function entry<T, O extends EntryOptions<T>>(
  env: string,
  kind: string,
  options: O,
  read: (value: string) => T,
): Entry<T, O> {
  const required = options.default === undefined && options.optional !== true;
  const made = { env, kind, doc: options.doc, secret: false, required, fallback: options.default, read };
  return made;
}
