/** What a cluster-wide setting is: its type, its bounds, its default, and a sentence for who sets it. */
export interface FlagSetting {
  readonly kind: 'flag';
  readonly fallback: boolean;
  readonly description: string;
}

export interface IntegerSetting {
  readonly kind: 'integer';
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  /** Unit of the number, for people: `ms`, `days`. */
  readonly unit: string;
  readonly description: string;
}

export type SettingSpec = FlagSetting | IntegerSetting;

export function flag(fallback: boolean, description: string): FlagSetting {
  return { kind: 'flag', fallback, description };
}

export function integer(
  fallback: number,
  bounds: { readonly min: number; readonly max: number; readonly unit: string },
  description: string,
): IntegerSetting {
  return { kind: 'integer', fallback, ...bounds, description };
}

/** Why a value cannot be that of the setting, in words for who sent it; undefined when it can. */
export function faultOf(spec: SettingSpec, value: unknown): string | undefined {
  if (spec.kind === 'flag') return typeof value === 'boolean' ? undefined : 'must be true or false';
  const { min, max, unit } = spec;
  const fits = Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
  return fits ? undefined : `must be a whole number of ${unit} from ${min} to ${max}`;
}
