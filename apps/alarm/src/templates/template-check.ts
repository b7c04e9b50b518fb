import type Handlebars from 'handlebars';

const blockHelpers: readonly string[] = ['if', 'unless'];

/** Field -> what it means. */
export type TemplateFields = Readonly<Record<string, string>>;

/**
 * Looks through a whole template, also at what would not be rendered today, for anything that is not a known field inside
 * an optional `if` or `unless`. Returns what is wrong with it, or undefined.
 */
export function templateProblem(
  handlebars: typeof Handlebars,
  template: string,
  fields: TemplateFields,
): string | undefined {
  try {
    return problemIn(handlebars.parse(template), fields);
  } catch (error) {
    const [headline = 'cannot be read', ...rest] = String((error as Error).message).split('\n');
    return `is no Handlebars template: ${[headline, rest.at(-1) ?? ''].join(' ').trim()}`;
  }
}

function problemIn(program: hbs.AST.Program | undefined, fields: TemplateFields): string | undefined {
  for (const statement of program?.body ?? []) {
    const problem = problemOf(statement, fields);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOf(statement: hbs.AST.Statement, fields: TemplateFields): string | undefined {
  switch (statement.type) {
    case 'ContentStatement':
    case 'CommentStatement':
      return undefined;
    case 'MustacheStatement': {
      const { path, params, hash } = statement as hbs.AST.MustacheStatement;
      if (params.length > 0 || hash) return at(statement, `"${originalOf(path)}" takes no parameters`);
      return fieldProblem(path, fields);
    }
    case 'BlockStatement':
      return blockProblem(statement as hbs.AST.BlockStatement, fields);
    default:
      return at(statement, 'partials and decorators are not available');
  }
}

function blockProblem(block: hbs.AST.BlockStatement, fields: TemplateFields): string | undefined {
  const helper = originalOf(block.path);
  if (!blockHelpers.includes(helper)) return at(block, `"#${helper}" is unknown; there are #if and #unless`);
  const [condition] = block.params;
  if (!condition || block.params.length > 1) return at(block, `"#${helper}" takes one field`);
  return (
    fieldProblem(condition, fields) ?? problemIn(block.program, fields) ?? problemIn(block.inverse, fields)
  );
}

function fieldProblem(expression: hbs.AST.Expression, fields: TemplateFields): string | undefined {
  const name = originalOf(expression);
  if (expression.type === 'PathExpression' && Object.hasOwn(fields, name)) return undefined;
  return at(expression, `"${name}" is no field of a notification`);
}

function originalOf(expression: hbs.AST.Node): string {
  const { original } = expression as { readonly original?: string | number | boolean };
  return String(original ?? expression.type);
}

function at(node: hbs.AST.Node, problem: string): string {
  return `line ${node.loc.start.line}: ${problem}`;
}
