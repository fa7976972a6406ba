// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { CelRule, Schema } from '../../schema.ts';
import { fieldPath } from '../definition/field-path.ts';
import { compile, type Problem, type Program } from './compile.ts';
import { type Typed, typed } from './environment.ts';

/** A rule of a schema, compiled: what is wrong with it or what it runs. */
export interface CompiledRule {
  rule: CelRule;
  program: Program | Problem;
  message: Program | Problem | undefined;
  usesOldSelf: boolean;
  /** The field that the rule is about, below that of the schema. */
  field: string;
}

/** The rules of one schema, and how the values for them are made. */
export interface Rules {
  rules: CompiledRule[];
  typed: Typed;
}

const compiled = new WeakMap<Schema, Rules>();

/** The rules of a schema (not of those below it); compiled once. `isObject`: it is that of an object, with kind and metadata. */
export function rulesOf(schema: Schema, isObject: boolean): Rules {
  let found = compiled.get(schema);
  if (!found) {
    found = compileAll(schema, isObject);
    compiled.set(schema, found);
  }
  return found;
}

function compileAll(schema: Schema, isObject: boolean): Rules {
  const validations = schema['x-kubernetes-validations'] ?? [];
  const expressions = validations.flatMap(({ rule, messageExpression = '' }) => [rule, messageExpression]);
  const types = typed(new Set(expressions.join(' ').match(/[A-Za-z_]\w*/g)));
  const type = types.typeOf(schema, isObject);
  const environments = type && {
    plain: types.environment.clone().registerVariable('self', type).registerVariable('oldSelf', type),
    optional: types.environment.clone().registerVariable('self', type).registerVariable('oldSelf', `optional<${type}>`),
  };
  const rules = validations.map((rule): CompiledRule => {
    const path = rule.fieldPath ? fieldPath(rule.fieldPath, schema) : { problem: '' };
    const field = 'problem' in path ? '' : path.path;
    if (!environments) {
      const problem = 'failed to convert to declType for CEL validation rules';
      return { rule, program: { problem }, message: undefined, usesOldSelf: false, field };
    }
    const environment = rule.optionalOldSelf ? environments.optional : environments.plain;
    const program = compile(environment, rule.rule);
    const message = rule.messageExpression ? compile(environment, rule.messageExpression) : undefined;
    return { rule, program, message, usesOldSelf: !('problem' in program) && program.uses('oldSelf'), field };
  });
  return { rules, typed: types };
}
