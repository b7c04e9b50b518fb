import type { ClassOf } from './object-fields.js';

/** What a quick look says of a value that it cannot vouch for: the thorough validation decides, and words the error. */
export const unsure = Symbol('unsure');

/** The value to keep, or `unsure`. */
export type QuickLook = (value: unknown) => unknown;

interface QuickField {
  readonly optional: boolean;
  readonly look: QuickLook;
}

const fieldsOf = new WeakMap<object, Map<string, QuickField>>();
const quickClasses = new WeakSet<ClassOf>();

/**
 * Objects of the class that are plainly right are made without the thorough validation, which costs some 20 µs for each:
 * for classes that come by the thousand. Their fields must all be of decorators with a quick look, and have no others.
 */
export function QuicklyRead(): ClassDecorator {
  return (type) => {
    quickClasses.add(type as unknown as ClassOf);
  };
}

/** Part of a field decorator: how to look at its values quickly. */
export function quickLook(
  look: QuickLook,
  { optional = false }: { readonly optional?: boolean },
): PropertyDecorator {
  return (target, property) => {
    const fields = fieldsOf.get(target) ?? new Map<string, QuickField>();
    fieldsOf.set(target, fields.set(String(property), { optional, look }));
  };
}

/** Keeps a value that passes the test. */
export function when(holds: (value: unknown) => boolean): QuickLook {
  return (value) => (holds(value) ? value : unsure);
}

/** An instance made of a plain object that is surely right, or `unsure`. */
export function quicklyRead<T extends object>(type: ClassOf<T>, plain: unknown): T | typeof unsure {
  const fields = quickClasses.has(type) ? fieldsOf.get(type.prototype as object) : undefined;
  if (fields === undefined || typeof plain !== 'object' || plain === null || Array.isArray(plain))
    return unsure;
  const instance = new type() as Record<string, unknown>;
  for (const [property, value] of Object.entries(plain)) {
    const kept = fields.get(property)?.look(value) ?? unsure;
    if (kept === unsure) return unsure;
    instance[property] = kept;
  }
  for (const [property, { optional }] of fields) if (!optional && !(property in plain)) return unsure;
  return instance as T;
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
