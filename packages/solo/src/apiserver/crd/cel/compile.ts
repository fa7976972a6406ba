// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Context, createContext, Script } from 'node:vm';
import {
  type ASTNode,
  TypeError as CelTypeError,
  type Environment,
  EvaluationError,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';

/** An expression that was found to be right. */
export interface Program {
  /** The name of the result's type. */
  type: string;
  /** Whether it names a variable. */
  uses(variable: string): boolean;
  /** @throws Error with what CEL says of it */
  evaluate(variables: Record<string, unknown>): unknown;
}

/** An expression that cannot be, and why, in the form in which cel-go says so. */
export interface Problem {
  problem: string;
}

/** How long an expression with nested loops may take: nothing else is answered meanwhile. */
const timeLimitMs = 250;

/** Reads an expression and checks its types. */
export function compile(environment: Environment, source: string): Program | Problem {
  try {
    const parsed = environment.parse(source);
    const identifiers = new Set<string>();
    const loops = prepare(parsed.ast, { identifiers, depths: new Map() });
    const checked = parsed.check();
    if (!checked.valid) return { problem: told(checked.error, source) };
    const missing = absentField(environment, source);
    if (missing) return missing;
    return {
      type: checked.type ?? 'dyn',
      uses: (variable) => identifiers.has(variable),
      evaluate: (variables) => (loops > 1 ? inTime(() => run(parsed, variables)) : run(parsed, variables)),
    };
  } catch (error) {
    return { problem: told(error, source) };
  }
}

function run(parsed: ParseResult, variables: Record<string, unknown>): unknown {
  try {
    return parsed(variables);
  } catch (error) {
    throw new Error(
      error instanceof EvaluationError ? runtimeMessage(error) : error instanceof Error ? error.message : String(error),
    );
  }
}

const timed = new Script('work()');
let place: Context | undefined;

function inTime(work: () => unknown): unknown {
  place ??= createContext({});
  place.work = work;
  try {
    return timed.runInContext(place, { timeout: timeLimitMs });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Error('operation cancelled: actual cost limit exceeded');
  }
}

interface Seen {
  identifiers: Set<string>;
  /** How deep the loops in a node are nested. */
  depths: Map<ASTNode, number>;
}

/** Notes the names an expression uses, has regular expressions read as Go reads them, and gives how deep its loops are nested. */
function prepare(node: ASTNode, seen: Seen): number {
  const known = seen.depths.get(node);
  if (known !== undefined) return known;
  seen.depths.set(node, 0);
  if (node.op === 'id') seen.identifiers.add(node.args);
  if ((node.op === 'rcall' || node.op === 'call') && node.args[0] === 'matches')
    (node.args as unknown[])[0] = 'goMatches';
  const iterable = iterableOf(node);
  const depths = childrenOf(node).map((child) => prepare(child, seen) + (iterable && child !== iterable ? 1 : 0));
  const depth = Math.max(0, ...depths);
  seen.depths.set(node, depth);
  return depth;
}

/** What a loop goes over; undefined for what is no loop. */
function iterableOf(node: ASTNode): ASTNode | undefined {
  if (node.op !== ('comprehension' as string)) return undefined;
  return (node.args as unknown as { iterable: ASTNode }).iterable;
}

/** The nodes below one, as it is evaluated: a macro is what it stands for. */
function childrenOf(node: ASTNode): ASTNode[] {
  const { macro, alternate } = (node as unknown as { meta: { macro?: unknown; alternate?: ASTNode } }).meta;
  if (alternate) return [alternate];
  const found: ASTNode[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (isNode(value)) found.push(value);
    else if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
      Object.values(value).forEach(collect);
  };
  collect(node.args);
  collect(macro);
  return found;
}

function isNode(value: unknown): value is ASTNode {
  return value !== null && typeof value === 'object' && 'op' in value && 'args' in value && 'pos' in value;
}

/** A field that `has()` asks for although the schema has none such: the checker of types lets that pass. */
function absentField(environment: Environment, source: string): Problem | undefined {
  for (const found of source.matchAll(/\bhas\s*\(\s*((?:self|oldSelf)(?:\s*\.\s*[A-Za-z_]\w*)+)\s*\)/g)) {
    const path = found[1] ?? '';
    const checked = environment.check(path);
    const { error } = checked;
    if (checked.valid || !error || error.code !== 'no_such_key') continue;
    const dot = Math.max(0, path.lastIndexOf('.', error.range?.start ?? 0));
    const at = found.index + found[0].indexOf(path) + dot;
    return { problem: located(undefinedField(error.summary), source, at) };
  }
  return undefined;
}

function undefinedField(summary: string): string {
  return `undefined field '${summary.replace(/^No such key: /, '')}'`;
}

function told(error: unknown, source: string): string {
  if (!(error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError))
    return error instanceof Error ? error.message : String(error);
  return located(staticMessage(error), source, placeOf(error, source));
}

/** A finding with its place, as cel-go prints it. */
function located(message: string, source: string, at: number): string {
  const before = source.slice(0, at).split('\n');
  const line = source.split('\n')[before.length - 1] ?? '';
  const column = (before.at(-1) ?? '').length;
  return `ERROR: <input>:${before.length}:${column + 1}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`;
}

function staticMessage(error: ParseError | CelTypeError | EvaluationError): string {
  const { code, summary } = error;
  if (error instanceof ParseError) return `Syntax error: ${summary}`;
  if (code === 'no_such_key') return undefinedField(summary);
  if (code === 'unknown_variable')
    return `undeclared reference to '${summary.replace(/^Unknown variable: /, '')}' (in container '')`;
  const operation = /^no such overload: (.*) (\S+) (\S.*)$/.exec(summary);
  if (operation) return noOverload(`_${operation[2]}_`, [operation[1], operation[3]].join(', '));
  const call = /^found no matching overload for '(?:(.*)\.)?(\w+)\((.*)\)'$/.exec(summary);
  if (call) return noOverload(call[2] ?? '', call[3] ?? '', call[1]);
  return summary;
}

function noOverload(name: string, types: string, receiver?: string): string {
  const spelled = (text: string) =>
    text
      .replace(/google\.protobuf\.(\w+)/g, (_, type: string) => type.toLowerCase())
      .replaceAll('<', '(')
      .replaceAll('>', ')');
  const applied = receiver === undefined ? `(${spelled(types)})` : `${spelled(receiver)}.(${spelled(types)})`;
  return `found no matching overload for '${name.replace('goMatches', 'matches')}' applied to '${applied}'`;
}

/** Where cel-go says that something is wrong: at the dot before a field, at an operator, at a call's parenthesis. */
function placeOf(error: ParseError | CelTypeError | EvaluationError, source: string): number {
  const start = error.range?.start ?? 0;
  if (error instanceof ParseError) return start;
  if (error.code === 'no_such_key') return Math.max(0, source.lastIndexOf('.', start));
  const { node } = error;
  const [left] = Array.isArray(node?.args) ? (node.args as unknown[]) : [];
  if (error.code === 'no_such_overload' && isNode(left)) {
    const at = source.slice(left.end).search(/\S/);
    return at < 0 ? start : left.end + at;
  }
  if (error.code !== 'no_matching_overload') return start;
  const paren = source.indexOf('(', start);
  return paren < 0 ? start : paren;
}

function runtimeMessage(error: EvaluationError): string {
  const { code, summary } = error;
  if (code === 'no_such_key')
    return summary
      .replace(/^No such key: index out of bounds, index (-?\d+).*$/, 'index out of bounds: $1')
      .replace(/^No/, 'no');
  if (code === 'index_out_of_bounds') return summary.replace(/^.*index (-?\d+) .*$/, 'index out of bounds: $1');
  if (code === 'no_such_overload' || code === 'no_matching_overload') return 'no such overload';
  if (code === 'modulo_by_zero') return 'modulus by zero';
  if (code === 'numeric_overflow') return 'integer overflow';
  return summary;
}
