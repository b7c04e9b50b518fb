import { jsonpath, type JSONPathQuery } from 'json-p3';

/** Steps of a path; each may look at every value of the document. */
const mostSegments = 20;

type Selector = jsonpath.JSONPathSelector;
type Expression = jsonpath.expressions.FilterExpression;

const { FilterSelector } = jsonpath.selectors;
const { FilterQuery, FunctionExtension, InfixExpression, LogicalExpression, PrefixExpression, RootQuery } =
  jsonpath.expressions;

/**
 * Whether a path may come by a value twice, or by all values for each of them: what it costs would grow with a power of the
 * document's size. Without such parts each step visits every value once at most.
 * @returns what is wrong, as the rest of a sentence about the path; undefined if nothing is.
 */
export function pathCostFault(path: JSONPathQuery): string | undefined {
  const filters = filtersOf(path);
  const segments = [path, ...filters.map((filter) => filter.path)].flatMap(({ segments }) => segments);
  if (segments.length > mostSegments) return `must have at most ${mostSegments} steps`;
  if (filters.some((filter) => filter instanceof RootQuery)) return 'must not have "$" inside of a filter';
  if (segments.some(({ selectors }) => selectors.length > 1)) return 'must have one selector in each "[]"';
  if (segments.filter(isDescendant).length > 1) return 'must have ".." at most once';
  return undefined;
}

function isDescendant({ token }: jsonpath.JSONPathSegment): boolean {
  return token.kind === jsonpath.TokenKind.DDOT;
}

/** All queries of its filters, those of filters within filters included. */
function filtersOf({ segments }: JSONPathQuery): jsonpath.expressions.FilterQuery[] {
  const selectors: Selector[] = segments.flatMap((segment) => segment.selectors);
  return selectors.flatMap((selector) =>
    selector instanceof FilterSelector ? queriesIn(selector.expression) : [],
  );
}

function queriesIn(expression: Expression): jsonpath.expressions.FilterQuery[] {
  if (expression instanceof FilterQuery) return [expression, ...filtersOf(expression.path)];
  if (expression instanceof LogicalExpression) return queriesIn(expression.expression);
  if (expression instanceof PrefixExpression) return queriesIn(expression.right);
  if (expression instanceof InfixExpression)
    return [...queriesIn(expression.left), ...queriesIn(expression.right)];
  if (expression instanceof FunctionExtension) return expression.args.flatMap(queriesIn);
  return [];
}
