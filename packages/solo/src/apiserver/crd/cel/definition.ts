// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';
import type { CelRule, Schema } from '../../schema.ts';
import { fieldPath } from '../definition/field-path.ts';
import { entry, invalidStruct, invalidValue, notSupported, required } from '../structural/causes.ts';
import { type CompiledRule, rulesOf } from './rules.ts';

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** Where rules stand. */
export interface RulePlace {
  /** The field that holds the rules. */
  path: string;
  /** Whether the schema is that of an object, with kind and metadata. */
  isObject: boolean;
  /** The part of the schema, if any, where values cannot be related to what they were. */
  uncorrelated: string | undefined;
}

/** What is wrong with the rules of a schema: in their form, and, once that is right, in what they say. */
export function ruleProblems(schema: Schema, place: RulePlace): { form: Cause[]; compile: () => Cause[] } {
  const rules = schema['x-kubernetes-validations'] ?? [];
  return {
    form: rules.flatMap((rule, index) => formCauses(schema, rule, entry(place.path, index))),
    compile: () =>
      rulesOf(schema, place.isObject).rules.flatMap((rule, index) =>
        meaningCauses(rule, entry(place.path, index), place),
      ),
  };
}

function formCauses(schema: Schema, rule: CelRule, path: string): Cause[] {
  const causes: Cause[] = [];
  const message = rule.message ?? '';
  const field = rule.fieldPath ?? '';
  const isBlank = (text: string) => text !== '' && text.trim() === '';
  const hasBreaks = (text: string) => /[\n\r]/.test(text);
  if (!rule.rule?.trim()) causes.push(required(`${path}.rule`, 'rule is not specified'));
  else if (isBlank(message)) causes.push(invalidValue(`${path}.message`, message, 'must be non-empty if specified'));
  else if (hasBreaks(message.trim()))
    causes.push(invalidValue(`${path}.message`, message, 'must not contain line breaks'));
  else if (hasBreaks(rule.rule.trim()) && !message.trim())
    causes.push(required(`${path}.message`, 'message must be specified if rule contains line breaks'));
  if (isBlank(rule.messageExpression ?? ''))
    causes.push(required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified'));
  if (rule.reason && !reasons.includes(rule.reason)) causes.push(notSupported(`${path}.reason`, rule.reason, reasons));
  if (isBlank(field)) causes.push(invalidValue(`${path}.fieldPath`, field, 'must be non-empty if specified'));
  if (hasBreaks(field)) causes.push(invalidValue(`${path}.fieldPath`, field, 'must not contain line breaks'));
  if (field && 'problem' in fieldPath(field, schema))
    causes.push(invalidValue(`${path}.fieldPath`, field, 'must be a valid path'));
  return causes;
}

function meaningCauses({ rule, program, message, usesOldSelf }: CompiledRule, path: string, place: RulePlace): Cause[] {
  const causes: Cause[] = [];
  const invalid = (field: string, detail: string) =>
    causes.push(invalidStruct(`${path}.${field}`, internal(rule), detail));
  if ('problem' in program) invalid('rule', `compilation failed: ${program.problem}`);
  else if (program.type !== 'bool' && program.type !== 'dyn') invalid('rule', 'cel expression must evaluate to a bool');
  else if (message && 'problem' in message)
    invalid('messageExpression', `messageExpression compilation failed: ${message.problem}`);
  else if (message && message.type !== 'string' && message.type !== 'dyn')
    invalid('messageExpression', 'messageExpression must evaluate to a string');
  if (usesOldSelf && place.uncorrelated !== undefined) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${place.uncorrelated}`;
    causes.push(invalidValue(`${path}.rule`, rule.rule, detail));
  } else if (!usesOldSelf && rule.optionalOldSelf !== undefined && !('problem' in program)) {
    const detail = 'may not be set if oldSelf is not used in rule';
    causes.push(invalidValue(`${path}.optionalOldSelf`, rule.optionalOldSelf, detail));
  }
  return causes;
}

/** A rule as causes show it: by the names of Go's fields. */
function internal(rule: CelRule): object {
  return {
    Rule: rule.rule,
    Message: rule.message ?? '',
    MessageExpression: rule.messageExpression ?? '',
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? '',
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  };
}
