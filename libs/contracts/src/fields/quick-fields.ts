import type { ClassOf } from './object-fields.js';

/** What a quick look says of a value that it cannot vouch for: the thorough validation decides, and words the error. */
export const unsure = Symbol('unsure');

/** The value to keep, or `unsure`; `holder` is the object that it is a field of. */
export type QuickLook = (value: unknown, holder: Readonly<Record<string, unknown>>) => unknown;

interface QuickField {
  readonly optional: boolean;
  readonly look: QuickLook;
}

type QuickFields = ReadonlyMap<string, QuickField>;

const ownFields = new WeakMap<object, Map<string, QuickField>>();
/** By class, with the fields that it inherits; null: not gathered yet. */
const quickClasses = new WeakMap<ClassOf, QuickFields | null>();

/**
 * Objects of the class that are plainly right are made without the thorough validation, which costs some 20 µs for each:
 * for classes that come by the thousand. Each field that they require must have a decorator with a quick look.
 */
export function QuicklyRead(): ClassDecorator {
  return (type) => {
    quickClasses.set(type as unknown as ClassOf, null);
  };
}

/** Part of a field decorator: how to look at its values quickly. */
export function quickLook(
  look: QuickLook,
  { optional = false }: { readonly optional?: boolean },
): PropertyDecorator {
  return (target, property) => {
    const fields = ownFields.get(target) ?? new Map<string, QuickField>();
    ownFields.set(target, fields.set(String(property), { optional, look }));
  };
}

/** Keeps a value that passes the test. */
export function when(holds: (value: unknown) => boolean): QuickLook {
  return (value) => (holds(value) ? value : unsure);
}

/** An instance made of a plain object that is surely right, or `unsure`. */
export function quicklyRead<T extends object>(type: ClassOf<T>, plain: unknown): T | typeof unsure {
  const fields = quickFieldsOf(type);
  if (fields === undefined || typeof plain !== 'object' || plain === null || Array.isArray(plain))
    return unsure;
  const instance = new type() as Record<string, unknown>;
  for (const [property, value] of Object.entries(plain)) {
    const kept = fields.get(property)?.look(value, plain as Record<string, unknown>) ?? unsure;
    if (kept === unsure) return unsure;
    instance[property] = kept;
  }
  for (const [property, { optional }] of fields) if (!optional && !(property in plain)) return unsure;
  return instance as T;
}

function quickFieldsOf(type: ClassOf): QuickFields | undefined {
  const known = quickClasses.get(type);
  if (known !== null) return known;
  const gathered = fieldsOf(type.prototype as object);
  quickClasses.set(type, gathered);
  return gathered;
}

/** Those of a class itself win over those of its ancestors. */
function fieldsOf(prototype: object | null): QuickFields {
  if (prototype === null) return new Map();
  const inherited = fieldsOf(Object.getPrototypeOf(prototype) as object | null);
  return new Map([...inherited, ...(ownFields.get(prototype) ?? [])]);
}

/** The instances of a list whose items are all surely right, or `unsure`. */
export function quicklyReadAll(type: ClassOf, plain: readonly unknown[]): readonly object[] | typeof unsure {
  const instances: object[] = [];
  for (const item of plain) {
    const instance = quicklyRead(type, item);
    if (instance === unsure) return unsure;
    instances.push(instance);
  }
  return instances;
}
