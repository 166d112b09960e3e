// The keys a schema allows at a path: for "did you mean", and for the page that documents them.
import { z } from 'zod';

/** Of the object at `path` in data of this schema; of a union those of every alternative. Empty where any key may stand. */
export function schemaKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let here = unwrap(schema);
  for (const part of path) here = here.flatMap((one) => below(one, part));
  return [...new Set(here.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : [])))];
}

function below(schema: z.ZodType, part: PropertyKey): z.ZodType[] {
  if (schema instanceof z.ZodObject) {
    const next = (schema.shape as Record<PropertyKey, z.ZodType | undefined>)[part];
    return next === undefined ? [] : unwrap(next);
  }
  if (schema instanceof z.ZodRecord) return unwrap(schema.valueType as z.ZodType);
  return schema instanceof z.ZodArray ? unwrap(schema.element as z.ZodType) : [];
}

/** What is left without `nullish`, `preprocess` and the like. */
function unwrap(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) {
    const { in: before, out: after } = schema.def;
    return unwrap((before instanceof z.ZodTransform ? after : before) as z.ZodType);
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option as z.ZodType));
  return [schema];
}
