// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { compile, type Problem, type Program } from '../crd/cel/compile.ts';
import { kubernetesEnvironment } from '../crd/cel/environment.ts';

/** What conditions may speak of. */
interface ConditionVariables {
  object: unknown;
  oldObject: unknown;
  request: unknown;
}

/** What conditions come to: called, not called, or, when one could not be answered and none said no, why. */
type Verdict = { isMatch: boolean } | { problem: string };

/** The conditions of a webhook, compiled. */
export type Conditions = (variables: () => ConditionVariables) => Verdict;

/** Compiles conditions. @differs there is no `authorizer` */
export function compileConditions(conditions: readonly { name: string; expression: string }[]): Conditions {
  if (!conditions.length) return () => ({ isMatch: true });
  const programs = conditions.map(({ expression }) => ({ expression, program: compileCondition(expression) }));
  return (variables) => {
    const values = celValues(variables());
    const problems: string[] = [];
    for (const { expression, program } of programs) {
      const result = answer(program, values);
      if (result === false) return { isMatch: false };
      if (result !== true) problems.push(`expression '${expression}' resulted in error: ${result}`);
    }
    if (!problems.length) return { isMatch: true };
    return { problem: problems.length === 1 ? (problems[0] as string) : `[${problems.join(', ')}]` };
  };
}

/** A condition, or why it is none. */
export function compileCondition(expression: string): Program | Problem {
  const environment = kubernetesEnvironment().clone();
  for (const name of ['object', 'oldObject', 'request']) environment.registerVariable(name, 'dyn');
  const program = compile(environment, expression);
  if ('problem' in program || program.type === 'bool' || program.type === 'dyn') return program;
  return { problem: 'must evaluate to bool' };
}

function answer(program: Program | Problem, values: Record<string, unknown>): boolean | string {
  if ('problem' in program) return `compilation failed: ${program.problem}`;
  try {
    return program.evaluate(values) === true;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function celValues(variables: ConditionVariables): Record<string, unknown> {
  return {
    object: celValue(variables.object ?? null),
    oldObject: celValue(variables.oldObject ?? null),
    request: celValue(variables.request ?? null),
  };
}

function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (value === null || typeof value !== 'object') return value;
  return new Map(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, celValue(item)]])));
}
