import type { StandardSchemaV1 } from '@standard-schema/spec';

/** A class whose fields carry the decorators of class-validator. */
export type ParamsClass<T extends object = object> = new () => T;

/** What the parameters of a handler have to be: such a class, or a schema of zod, valibot, arktype (https://standardschema.dev). */
export type ParamsSource = ParamsClass | StandardSchemaV1;

/** Parameters as they come, when nothing is said about them. */
export type RawParams = Readonly<Record<string, unknown>>;

/** What a handler is given for its source. */
export type ParamsOf<Source> = Source extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Source>
  : Source extends ParamsClass<infer T>
    ? T
    : RawParams;
