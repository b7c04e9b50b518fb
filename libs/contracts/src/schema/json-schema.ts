import 'reflect-metadata';
import type { ClassOf } from '../fields/index.js';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Record<string, unknown>;

/** What the field decorators have said of a property, as OpenAPI 3.0 puts it. */
interface Documented extends JsonSchema {
  readonly type?: unknown;
  readonly required?: boolean;
  readonly isArray?: boolean;
}

const openApiPath = '#/components/schemas/';
const scalars = new Map<unknown, JsonSchema>([
  [String, { type: 'string' }],
  [Number, { type: 'number' }],
  [Boolean, { type: 'boolean' }],
  [Object, {}],
]);

/**
 * The JSON Schema (draft 7, which editors complete by) of bodies that a class describes by its field decorators: the same
 * source that validates them and that the API document is made of.
 */
export function jsonSchemaOf(
  type: ClassOf,
  head: { readonly $id: string; readonly title: string },
): JsonSchema {
  const definitions = new Definitions();
  const root = definitions.schemaOf(type);
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...head, ...root, ...definitions.rest() };
}

/** Collects the classes that a schema refers to. */
class Definitions {
  readonly #known = new Map<string, ClassOf>();
  readonly #schemas = new Map<string, JsonSchema>();

  schemaOf(type: ClassOf): JsonSchema {
    for (const model of metadata<ClassOf[]>('apiExtraModels', type) ?? []) this.#known.set(model.name, model);
    const prototype = type.prototype as object;
    const names = (metadata<string[]>('apiModelPropertiesArray', prototype) ?? []).map((name) =>
      name.slice(1),
    );
    const fields = names.map(
      (name) => [name, metadata<Documented>('apiModelProperties', prototype, name)!] as const,
    );
    const required = fields.filter(([, field]) => field.required !== false).map(([name]) => name);
    return {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(fields.map(([name, field]) => [name, this.#field(field)])),
      ...(required.length > 0 && { required }),
    };
  }

  /** The schemas referred to, those included that these refer to. */
  rest(): JsonSchema {
    const schemas = [...this.#schemas].sort(([one], [other]) => one.localeCompare(other));
    return { definitions: Object.fromEntries(schemas) };
  }

  #field({ type, required: _required, isArray, example, ...more }: Documented): JsonSchema {
    const said = {
      ...(this.#referring(more) as JsonSchema),
      ...(example !== undefined && { examples: [example] }),
    };
    if ('oneOf' in said) return said;
    const own = this.#typed(type);
    if (isArray) return { type: 'array', items: own, ...said };
    // Draft 7 reads nothing beside a $ref.
    return '$ref' in own && Object.keys(said).length > 0 ? { allOf: [own], ...said } : { ...own, ...said };
  }

  #typed(type: unknown): JsonSchema {
    if (typeof type === 'string') return { type };
    const scalar = scalars.get(type);
    if (scalar || typeof type !== 'function') return scalar ?? {};
    // Swagger, too, knows a class that is named lazily by the name of the function.
    return this.#reference(type.name === 'type' ? (type as () => ClassOf)() : (type as ClassOf));
  }

  #reference(type: ClassOf): JsonSchema {
    if (!this.#schemas.has(type.name)) {
      this.#schemas.set(type.name, {}); // it may refer to itself
      this.#schemas.set(type.name, this.schemaOf(type));
    }
    return { $ref: `#/definitions/${type.name}` };
  }

  /** Replaces references of the API document by those of the schema. */
  #referring(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#referring(item));
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = value as { $ref?: unknown };
    if (typeof $ref === 'string') return this.#reference(this.#known.get($ref.slice(openApiPath.length))!);
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, this.#referring(child)]));
  }
}

function metadata<T>(name: string, target: object, property?: string): T | undefined {
  const key = `swagger/${name}`;
  return (
    property === undefined ? Reflect.getMetadata(key, target) : Reflect.getMetadata(key, target, property)
  ) as T | undefined;
}
