/** Applies several property decorators as one. */
export function compose(
  ...decorators: readonly (PropertyDecorator | false | undefined)[]
): PropertyDecorator {
  return (target, property) => {
    for (const decorator of decorators) if (decorator) decorator(target, property);
  };
}
